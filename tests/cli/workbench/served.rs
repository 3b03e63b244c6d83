//! Who is answered, and with what: by its token and its own name, with data and never with markup, until a signal comes.

use super::*;

#[test]
fn nobody_is_answered_without_the_token_by_another_name_or_for_another_page() {
    let dir = pages();
    let bench = start(&dir);
    let (own, path) = (bench.host().to_owned(), bench.path());
    let token = path.trim_matches('/').to_owned();
    assert_eq!(token.len(), 48);
    let port = own.rsplit_once(':').unwrap().1;
    let with = |host: &str| [("Host".to_owned(), host.to_owned())];
    let send = |method: &str, path: &str, headers: &[(String, String)]| {
        let mut all: Vec<(&str, &str)> = headers.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        all.push(("Content-Type", "application/json"));
        bench.raw(method, path, &all, "{}").status
    };
    let routes = [
        "",
        "api/about",
        "api/list",
        "api/show",
        "api/draft",
        "api/check",
        "api/effect",
        "api/rule",
        "api/save",
    ];
    let last = if token.ends_with('0') { "1" } else { "0" };
    let other = format!("{}{last}", &token[..token.len() - 1]);
    for route in routes {
        let method = if route.is_empty() { "GET" } else { "POST" };
        // No token, an empty one, a part of it, another.
        for wrong in [
            format!("/{route}"),
            format!("//{route}"),
            format!("/{}/{route}", &token[..20]),
            format!("/{other}/{route}"),
        ] {
            assert_eq!(send(method, &wrong, &with(&own)), 403, "{wrong}");
        }
        let right = format!("{path}{route}");
        for host in ["evil.example", "evil.example:80", "127.0.0.1", "127.0.0.1:1", ""] {
            assert_eq!(send(method, &right, &with(host)), 403, "{host}");
        }
        let mut foreign = with(&own).to_vec();
        foreign.push(("Origin".into(), "http://evil.example".into()));
        assert_eq!(send(method, &right, &foreign), 403, "{right}");
    }
    assert_eq!(send("GET", &path, &with(&own)), 200);
    assert_eq!(send("GET", &path, &with(&format!("localhost:{port}"))), 200);
    assert_eq!(send("GET", path.trim_end_matches('/'), &with(&own)), 200);
    assert_eq!(send("POST", &format!("{path}api/about"), &with(&own)), 200);
    // Asking is not reading: no address of a picture or a link does anything.
    assert_eq!(send("GET", &format!("{path}api/save"), &with(&own)), 405);
    // It is at home on the loopback interface alone.
    assert!(own.starts_with("127.0.0.1:"));
}

#[test]
fn what_pages_say_is_data_and_the_page_has_none_of_it() {
    let attack = "</script><img src=x onerror=\"window.ran=1\">";
    let dir = folder(&[(
        "corpus/a.html",
        &format!("<title>{attack}</title><p>{attack}天还没亮，卖菜的人已经把摊子支好了。"),
    )]);
    let bench = Bench::start(dir.path(), &["--rules", "mine", "--corpus", "corpus"]);
    let host = [("Host", bench.host()), ("Content-Type", "application/json")];
    let page = bench.raw("GET", &bench.path(), &host, "");
    assert!(!page.body.contains("window.ran") && page.body.contains("<script>"));
    let policy = page.head.lines().find(|line| line.starts_with("content-security-policy:")).unwrap();
    assert!(policy.contains("default-src 'none'") && policy.contains("script-src 'sha256-"), "{policy}");
    assert!(policy.contains("connect-src 'self'") && policy.contains("frame-ancestors 'none'"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    for (what, body) in [
        ("list", json!({ "words": "" })),
        ("show", json!({ "subject": { "page": 0 } })),
        ("show", json!({ "subject": { "pasted": { "text": format!("早市\n{attack}") } } })),
    ] {
        let answer = bench.raw("POST", &format!("{}api/{what}", bench.path()), &host, &body.to_string());
        assert_eq!(answer.status, 200, "{answer:?}");
        assert!(answer.head.contains("content-type: application/json"), "{}", answer.head);
        assert!(answer.head.contains("x-content-type-options: nosniff"), "{}", answer.head);
        assert!(
            answer.head.contains("cache-control: no-store")
                && answer.head.contains("referrer-policy: no-referrer")
        );
        let value: Value = serde_json::from_str(&answer.body).unwrap();
        assert!(value.to_string().contains("<img"), "{value}");
    }
}

#[cfg(unix)]
#[test]
fn a_signal_closes_it() {
    let dir = pages();
    let mut bench = start(&dir);
    let host = bench.host().to_owned();
    // A browser keeps its connection.
    let _kept = TcpStream::connect(&host).unwrap();
    let id = bench.child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    let status = bench.child.wait().unwrap().code();
    let mut said = String::new();
    bench.child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!(status, Some(130), "{said}");
    assert!(said.contains("the workbench is closed") && !said.contains("panic"), "{said}");
    assert!(TcpStream::connect(&host).is_err());
}

#[test]
fn a_port_that_is_taken_and_a_corpus_that_is_not_there_are_told() {
    let dir = pages();
    let bench = start(&dir);
    let port = bench.host().rsplit_once(':').unwrap().1;
    let ran = run(qingliu(&dir).args(["workbench", "--rules", "mine", "--port", port]));
    assert_eq!(ran.status, 2, "{}", ran.err);
    assert!(ran.err.contains("--port 0"), "{}", ran.err);
    let ran = run(qingliu(&dir).args(["workbench", "--rules", "mine", "--corpus", "nowhere"]));
    assert_eq!(ran.status, 2, "{}", ran.err);
    assert!(ran.out.is_empty() && ran.err.contains("nowhere"), "{}", ran.err);
}
