//! The addresses that are answered: the page, and what it asks for. Whatever a scraped page said goes out as JSON.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};

use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use super::Workbench;
use super::guard::Token;
use super::pool::Group;
use super::rule::{Wish, Written};
use super::show::Subject;
use crate::error::Error;
use crate::io::{MAX_RECORD, Stopper};
use crate::report::{self, policy};
use crate::rules;

const FRAME: &str = include_str!("page/index.html");
const STYLE: &str = include_str!("page/style.css");
const CHINESE: &str = include_str!("page/chinese.js");
const SCRIPTS: [&str; 12] = [
    include_str!("page/words.js"),
    CHINESE,
    include_str!("page/focus.js"),
    include_str!("page/server.js"),
    include_str!("page/editor.js"),
    include_str!("page/lines.js"),
    include_str!("page/changes.js"),
    include_str!("page/pages.js"),
    include_str!("page/page.js"),
    include_str!("page/saving.js"),
    include_str!("page/rule.js"),
    include_str!("page/workbench.js"),
];

/// The page, with its styles and scripts in it.
pub static PAGE: LazyLock<String> = LazyLock::new(|| {
    let styles: String = styles().map(|style| format!("<style>{style}</style>")).concat();
    let scripts: String = scripts().iter().map(|script| format!("<script>{script}</script>")).collect();
    FRAME.replace("<!--style-->", &styles).replace("<!--scripts-->", &scripts)
});

/// What the page may do: use its own styles and scripts, and ask its own server.
static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let policy = policy(&styles(), &scripts());
    let policy = format!("{policy}; connect-src 'self'; img-src data:; frame-ancestors 'none'");
    HeaderValue::from_str(&policy).unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'"))
});

fn styles() -> [&'static str; 2] {
    [report::STYLE, STYLE]
}

fn scripts() -> Vec<&'static str> {
    report::PARTS.iter().chain(&SCRIPTS).copied().collect()
}

/// What all answers share.
#[derive(Clone)]
pub(super) struct Shared {
    bench: Arc<Workbench>,
    token: Token,
    port: u16,
    stop: Stopper,
    /// One rule is tried at a time; it takes all cores.
    turn: Arc<Semaphore>,
}

impl Shared {
    pub(super) fn new(bench: Arc<Workbench>, token: Token, port: u16, stop: Stopper) -> Shared {
        Shared { bench, token, port, stop, turn: Arc::new(Semaphore::new(1)) }
    }
}

/// What is asked, and the answers.
pub(super) fn routes(shared: Shared) -> Router {
    let answers = Router::new()
        .route("/", get(page))
        .route("/api/about", post(about))
        .route("/api/list", post(list))
        .route("/api/show", post(show))
        .route("/api/draft", post(draft))
        .route("/api/check", post(check))
        .route("/api/effect", post(effect))
        .route("/api/rule", post(rule))
        .route("/api/save", post(save));
    let own = format!("/{}", shared.token.as_str());
    Router::new()
        .nest(&own, answers)
        .route(&format!("{own}/"), get(page))
        // Beside the text of a page there is the rule.
        .layer(DefaultBodyLimit::max(MAX_RECORD as usize + (1 << 20)))
        .layer(middleware::from_fn_with_state(shared.clone(), admit))
        .with_state(shared)
}

/// Lets nobody in who is not to be answered, and has no answer kept, framed or sniffed at.
async fn admit(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let (method, path) = (request.method(), request.uri().path());
    let mut response = match shared.token.admit(shared.port, method, path, request.headers()) {
        Ok(()) => next.run(request).await,
        Err(refused) => (StatusCode::FORBIDDEN, format!("{refused}\n")).into_response(),
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY.clone());
    for (name, value) in [
        ("cache-control", "no-store"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
    ] {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    response
}

async fn page() -> Response {
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], PAGE.as_str()).into_response()
}

/// What went wrong, for the page: a message, or mistakes with their places.
struct Fault(Error);

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let (status, body) = match &self.0 {
            Error::Rules(problems) => (
                StatusCode::UNPROCESSABLE_ENTITY,
                json!({ "error": self.0.to_string(), "problems": problems }),
            ),
            Error::Usage(message) => (StatusCode::UNPROCESSABLE_ENTITY, json!({ "error": message })),
            other => (StatusCode::INTERNAL_SERVER_ERROR, json!({ "error": other.to_string() })),
        };
        (status, Json(body)).into_response()
    }
}

/// Does what takes its time where it keeps nobody from being answered.
async fn aside<T: Serialize + Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<Json<Value>, Fault> {
    let done = tokio::task::spawn_blocking(move || {
        let done = work()?;
        serde_json::to_value(done).map_err(|error| Error::Usage(error.to_string()))
    });
    match done.await {
        Ok(done) => done.map(Json).map_err(Fault),
        Err(caught) => Err(Fault(Error::Usage(format!("the program failed: {caught}; please report it")))),
    }
}

async fn about(State(Shared { bench, .. }): State<Shared>) -> Result<Json<Value>, Fault> {
    aside(move || {
        let base = bench.base();
        let mut about = json!({
            "version": env!("CARGO_PKG_VERSION"),
            "dir": bench.dir.display().to_string(),
            "files": bench.rule_files(),
            "schema": rules::schema(),
            "pages": {
                "fixtures": bench.pool().count(Group::Fixtures),
                "labels": bench.pool().count(Group::Labels),
                "corpus": bench.pool().count(Group::Corpus),
                "read": bench.pool().read,
                "seed": bench.pool().seed,
            },
            "failures": bench.pool().failures,
        });
        match base {
            Ok(base) => {
                about["hash"] = base.rules().hash().into();
                about["rules"] = json!(report::rules(base.rules()));
                about["own"] = base
                    .rules()
                    .rules()
                    .iter()
                    .filter(|rule| !rule.origin.builtin)
                    .map(|rule| json!({ "id": rule.id, "state": rule.state.as_str() }))
                    .collect();
            }
            Err(Error::Rules(problems)) => about["problems"] = json!(problems),
            Err(error) => return Err(error),
        }
        Ok(about)
    })
    .await
}

#[derive(Deserialize)]
struct ToList {
    words: String,
}

async fn list(
    State(Shared { bench, .. }): State<Shared>,
    Json(ask): Json<ToList>,
) -> Result<Json<Value>, Fault> {
    aside(move || {
        let (pages, all) = bench.list(&ask.words);
        Ok(json!({ "pages": pages, "all": all }))
    })
    .await
}

#[derive(Deserialize)]
struct ToShow {
    subject: Subject,
    rule: Option<Written>,
}

async fn show(
    State(Shared { bench, .. }): State<Shared>,
    Json(ask): Json<ToShow>,
) -> Result<Json<Value>, Fault> {
    aside(move || bench.show(&ask.subject, ask.rule.as_ref())).await
}

async fn draft(
    State(Shared { bench, .. }): State<Shared>,
    Json(wish): Json<Wish>,
) -> Result<Json<Value>, Fault> {
    aside(move || bench.draft(&wish)).await
}

async fn check(
    State(Shared { bench, .. }): State<Shared>,
    Json(written): Json<Written>,
) -> Result<Json<Value>, Fault> {
    aside(move || Ok(bench.check(&written))).await
}

/// Set when nobody waits for an answer any more: the browser has gone, or asks about a later state of the rule.
struct Wanted(Arc<AtomicBool>);

impl Drop for Wanted {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

async fn effect(State(shared): State<Shared>, Json(written): Json<Written>) -> Result<Json<Value>, Fault> {
    let Shared { bench, turn, stop, .. } = shared;
    let gone = Arc::new(AtomicBool::new(false));
    let _wanted = Wanted(gone.clone());
    let turn = turn.acquire_owned().await;
    aside(move || {
        let _turn = turn;
        let is_stale = || gone.load(Ordering::Relaxed) || stop.is_stopped();
        Ok(bench.effect(&written, &is_stale))
    })
    .await
}

#[derive(Deserialize)]
struct ToRead {
    id: String,
}

async fn rule(
    State(Shared { bench, .. }): State<Shared>,
    Json(ask): Json<ToRead>,
) -> Result<Json<Value>, Fault> {
    aside(move || {
        let (file, text) = bench.written(&ask.id)?;
        Ok(json!({ "file": file, "text": text }))
    })
    .await
}

#[derive(Deserialize)]
struct ToSave {
    #[serde(flatten)]
    rule: Written,
    #[serde(default)]
    replace: bool,
}

async fn save(
    State(Shared { bench, .. }): State<Shared>,
    Json(ask): Json<ToSave>,
) -> Result<Json<Value>, Fault> {
    aside(move || bench.save(&ask.rule, ask.replace)).await
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn scripts_end_where_they_end_and_never_make_markup_of_text() {
        for script in SCRIPTS.iter().chain(&[STYLE]) {
            assert!(!script.contains("</script") && !script.contains("</style") && !script.contains("<!--"));
        }
        for script in SCRIPTS {
            for word in [
                "innerHTML",
                "outerHTML",
                "insertAdjacentHTML",
                "document.write",
                "eval(",
                "DOMParser",
                "Function(",
            ] {
                assert!(!script.contains(word), "{word}");
            }
        }
    }

    /// What the program says, as the catalogue writes it: without escapes, and with `{}` where something is put in.
    fn said(source: &str) -> String {
        let plain =
            source.replace("\\\"", "\"").replace("\\\\", "\\").replace("{{", "\u{1}").replace("}}", "\u{2}");
        let mut pieces = plain.split('{');
        let mut said = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            match piece.split_once('}') {
                Some((inside, rest))
                    if inside.chars().all(|c| c.is_ascii_alphanumeric() || "_.:?#".contains(c)) =>
                {
                    said += "{}";
                    said += rest;
                }
                _ => {
                    said.push('{');
                    said += piece;
                }
            }
        }
        said.replace('\u{1}', "{").replace('\u{2}', "}")
    }

    fn sources(folder: &Path, all: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, all);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                // A text that goes on in the next line does so without its indent.
                let source = std::fs::read_to_string(&path).unwrap();
                let mut parts = source.split("\\\n");
                *all += parts.next().unwrap_or_default();
                parts.for_each(|part| *all += part.trim_start());
            }
        }
    }

    #[test]
    fn whatever_is_put_into_chinese_is_said_by_the_program() {
        let mut all = String::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
        let all = said(&all);
        let (_, list) = CHINESE.split_once("Qingliu.chinese = [\n").unwrap();
        let entries = list.lines().take_while(|line| *line != "];").filter(|line| line.starts_with("  ["));
        let entries: Vec<[String; 2]> =
            entries.map(|line| serde_json::from_str(line.trim().trim_end_matches(',')).unwrap()).collect();
        assert!(entries.len() > 100);
        for [english, chinese] in &entries {
            assert!(all.contains(english.as_str()), "nobody says {english:?}");
            let put_in = english.matches("{}").count();
            assert!((put_in..9).all(|at| !chinese.contains(&format!("{{{at}}}"))), "{chinese}");
        }
    }
}
