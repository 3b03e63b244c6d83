//! A cleaned page, line by line: kept, edited or removed, by which rule and why.
