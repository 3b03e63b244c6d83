//! The rule files and word lists that are compiled into the binary. A new file is added here and nowhere else.

/// The rule files below `rules/`.
pub const FILES: [(&str, &str); 3] = [
    ("spam.toml", include_str!("../../rules/spam.toml")),
    ("ads.toml", include_str!("../../rules/ads.toml")),
    ("boilerplate.toml", include_str!("../../rules/boilerplate.toml")),
];

/// The word lists below `rules/lexicons/`.
pub const LEXICONS: [(&str, &str); 12] = [
    ("porn.txt", include_str!("../../rules/lexicons/porn.txt")),
    ("gambling.txt", include_str!("../../rules/lexicons/gambling.txt")),
    ("loans.txt", include_str!("../../rules/lexicons/loans.txt")),
    ("certificates.txt", include_str!("../../rules/lexicons/certificates.txt")),
    ("servers.txt", include_str!("../../rules/lexicons/servers.txt")),
    ("surrogacy.txt", include_str!("../../rules/lexicons/surrogacy.txt")),
    ("seo.txt", include_str!("../../rules/lexicons/seo.txt")),
    ("trades.txt", include_str!("../../rules/lexicons/trades.txt")),
    ("filler.txt", include_str!("../../rules/lexicons/filler.txt")),
    ("sales.txt", include_str!("../../rules/lexicons/sales.txt")),
    ("report.txt", include_str!("../../rules/lexicons/report.txt")),
    ("spam.txt", include_str!("../../rules/lexicons/spam.txt")),
];
