//! Takes the text of a page that is no form: the body of a mail.
//!
//! In: decoded text of a page. Out: its text line by line. Tables lose their columns here.

use super::tag::{Piece, Pieces, push_text};

/// Elements that begin or end a line.
const LINES: [&str; 14] =
    ["br", "p", "div", "li", "tr", "table", "blockquote", "hr", "h1", "h2", "h3", "h4", "ul", "ol"];

/// The text of a page, blank lines left out.
pub(in crate::read) fn plain_text(page: &str) -> String {
    let mut out = String::new();
    for piece in Pieces::new(page) {
        match piece {
            Piece::Text(text) => push_text(&mut out, text),
            Piece::Tag(tag) if LINES.contains(&tag.name.as_str()) && !out.ends_with('\n') => {
                out.push('\n');
            }
            Piece::Tag(_) => {}
        }
    }
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_its_text_line_by_line() {
        let page = "<html><head><style>p { color: red }</style><title>件名</title></head><body>\
            <p>一行目<br>二行目 &amp; 続き</p>\n<div><b>三</b>行目</div><!-- 注 --></body></html>";
        assert_eq!(plain_text(page), "一行目\n二行目 & 続き\n三行目");
    }
}
