//! The rule files and word lists that are compiled into the binary. A new file is added here and nowhere else.

/// The rule files below `rules/`.
pub const FILES: [(&str, &str); 3] = [
    ("spam.toml", include_str!("../../rules/spam.toml")),
    ("ads.toml", include_str!("../../rules/ads.toml")),
    ("boilerplate.toml", include_str!("../../rules/boilerplate.toml")),
];

/// The word lists below `rules/lexicons/`.
pub const LEXICONS: [(&str, &str); 26] = [
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
    ("buttons.txt", include_str!("../../rules/lexicons/buttons.txt")),
    ("illicit.txt", include_str!("../../rules/lexicons/illicit.txt")),
    ("platitudes.txt", include_str!("../../rules/lexicons/platitudes.txt")),
    ("asides.txt", include_str!("../../rules/lexicons/asides.txt")),
    ("towns.txt", include_str!("../../rules/lexicons/towns.txt")),
    ("local.txt", include_str!("../../rules/lexicons/local.txt")),
    ("dealings.txt", include_str!("../../rules/lexicons/dealings.txt")),
    ("offer.txt", include_str!("../../rules/lexicons/offer.txt")),
    ("farm.txt", include_str!("../../rules/lexicons/farm.txt")),
    ("farm-mark.txt", include_str!("../../rules/lexicons/farm-mark.txt")),
    ("farm-end.txt", include_str!("../../rules/lexicons/farm-end.txt")),
    ("betting.txt", include_str!("../../rules/lexicons/betting.txt")),
    ("notice.txt", include_str!("../../rules/lexicons/notice.txt")),
    ("imprint.txt", include_str!("../../rules/lexicons/imprint.txt")),
    ("spam.txt", include_str!("../../rules/lexicons/spam.txt")),
];
