//! Forms in, a typed plan out, and back.
