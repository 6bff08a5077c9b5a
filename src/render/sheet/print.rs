//! How a sheet falls on paper, where one page wide is not the answer.

use super::{Addr, Sheet};

impl Sheet {
    /// Prints the whole sheet on one page; call it after [`Sheet::page`].
    pub fn one_page(&mut self) {
        self.inner.set_print_fit_to_pages(1, 1);
    }

    /// Prints the sheet several pages wide: a page begins at each of `breaks`, and all repeat the
    /// columns up to `repeat_to`. `scale` is in percent. Call it after [`Sheet::page`].
    pub fn pages_wide(&mut self, breaks: &[u32], repeat_to: u32, scale: u16) {
        self.inner.set_print_scale(scale.clamp(10, 100));
        let result = self.inner.set_vertical_page_breaks(breaks).err();
        self.note(result, Addr::new(0, repeat_to));
        let result = self.inner.set_repeat_columns(0, repeat_to as u16).err();
        self.note(result, Addr::new(0, repeat_to));
    }

    /// Prints at a scale in percent, and not as wide as the paper: only so does Excel begin pages
    /// at [`Sheet::page_breaks`]. Call it after [`Sheet::page`].
    pub fn scale(&mut self, percent: u16) {
        self.inner.set_print_scale(percent.clamp(10, 100));
    }
}
