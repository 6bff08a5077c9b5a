//! The columns that a choice is counted in: the choices, what is none of them, what is blank.
//!
//! In: the choices and the texts that stand in the forms. Out: the name of the column that every
//! text belongs to. It rates nothing: a blank is a column of its own.

/// Columns in their order.
#[derive(Debug, Clone)]
pub(super) struct Categories {
    names: Vec<String>,
    /// How many of the names are choices.
    choices: usize,
    blank: String,
    other: String,
}

impl Categories {
    /// Takes up to `most` of the choices; `blank` names the column of what nobody wrote, `other`
    /// that of texts that are none of the choices shown.
    pub(super) fn of<'t>(
        choices: &[String],
        most: usize,
        texts: impl Iterator<Item = Option<&'t str>>,
        (blank, other): (&str, &str),
    ) -> Self {
        let names: Vec<String> = choices.iter().take(most).cloned().collect();
        let (blank, other) = (blank.to_owned(), other.to_owned());
        let mut own = Self { choices: names.len(), names, blank, other };
        let others = texts.flatten().any(|text| own.choice(text).is_none());
        own.names.push(own.blank.clone());
        if others {
            own.names.push(own.other.clone());
        }
        own
    }

    /// The names of the columns.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// The column of a text.
    pub(super) fn name(&self, text: Option<&str>) -> &str {
        text.map_or(&self.blank, |text| self.choice(text).unwrap_or(&self.other))
    }

    fn choice(&self, text: &str) -> Option<&str> {
        let mut choices = self.names.iter().take(self.choices);
        choices.find(|choice| *choice == text).map(String::as_str)
    }
}
