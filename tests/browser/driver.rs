//! A headless Chromium, driven by chromedriver over WebDriver: just the calls that the tests make.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

/// The longest that is waited for anything: a loaded machine is slow, and a test that waits in vain has failed.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// Why a driver refuses what it may let be done a moment later.
const NOT_YET: [&str; 4] = [
    "stale element reference",
    "element not interactable",
    "element click intercepted",
    "invalid element state",
];

/// The name under which WebDriver hands out elements.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A browser with one window, gone with the value.
pub struct Browser {
    driver: Child,
    session: String,
}

impl Browser {
    /// Starts one that prefers this language: `en`, `zh-CN`.
    pub fn start(language: &str) -> Browser {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts; install the packages chromium and chromium-driver");
        let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| line.strip_suffix('.')?.rsplit_once("on port ").map(|(_, port)| port.to_owned()))
            .expect("chromedriver names its port");
        // Nobody reads on, and it must not block on a full pipe.
        thread::spawn(move || lines.for_each(drop));
        let arguments = [
            "--headless=new",
            // Tests run as root in containers, where there is no sandbox.
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--disable-gpu",
            "--hide-scrollbars",
            "--window-size=1280,900",
            &format!("--lang={language}"),
            &format!("--accept-lang={language}"),
        ];
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "timeouts": { "script": PATIENCE.as_millis() as u64 },
            "goog:chromeOptions": { "args": arguments, "prefs": { "intl.accept_languages": language } },
            "goog:loggingPrefs": { "browser": "ALL" },
        }}});
        let root = format!("http://127.0.0.1:{port}/session");
        let mut browser = Browser { driver, session: root.clone() };
        let begun = Instant::now();
        let made = loop {
            match browser.attempt(&root, Some(wanted.clone())) {
                Ok(made) => break made,
                // Of several browsers that start at once on a busy machine, now and then one gives up.
                Err(message) if message.contains("session not created") && begun.elapsed() < PATIENCE => {
                    thread::sleep(Duration::from_secs(1));
                }
                Err(message) => panic!("{message}"),
            }
        };
        browser.session = format!("{root}/{}", made["sessionId"].as_str().expect("a session"));
        if let Ok(times) = env::var("QINGLIU_SLOWED") {
            let rate: f64 = times.parse().expect("QINGLIU_SLOWED is how many times slower the browser runs");
            browser.devtools("Emulation.setCPUThrottlingRate", json!({ "rate": rate }));
        }
        browser
    }

    /// Opens an address and waits until it has loaded.
    pub fn open(&self, url: &str) {
        self.post("url", json!({ "url": url }));
    }

    /// Loads the page that is open again.
    pub fn reload(&self) {
        self.post("refresh", json!({}));
    }

    /// Runs the body of a function and gives what it returns; a promise is waited for.
    pub fn run(&self, script: &str) -> Value {
        self.post("execute/sync", json!({ "script": script, "args": [] }))
    }

    /// Waits until an expression holds, and gives its value.
    pub fn wait(&self, expression: &str) -> Value {
        let begun = Instant::now();
        loop {
            let value = self.run(&format!("return ({expression})"));
            match &value {
                Value::Null | Value::Bool(false) => {}
                value if value == 0 || value == "" => {}
                _ => return value,
            }
            if begun.elapsed() > PATIENCE {
                let shown = self.run("return document.body.innerText.slice(0, 2000)");
                panic!(
                    "waited in vain for {expression}; the console: {:?}; the page: {shown}",
                    self.console()
                );
            }
            thread::sleep(Duration::from_millis(25));
        }
    }

    /// Waits until the selector finds an element, and gives the first one as the driver knows it.
    pub fn find(&self, css: &str) -> Value {
        self.wait(&format!("document.querySelector({})", json!(css)))
    }

    /// How many elements the selector finds.
    pub fn count(&self, css: &str) -> u64 {
        self.run(&format!("return document.querySelectorAll({}).length", json!(css))).as_u64().unwrap()
    }

    /// The text of the first element that the selector finds, as it is rendered.
    pub fn text(&self, css: &str) -> String {
        let found = self.wait(&format!(
            "((found) => found && [found.innerText])(document.querySelector({}))",
            json!(css)
        ));
        found[0].as_str().unwrap_or_default().to_owned()
    }

    /// Clicks as a person does, who waits until it is there to be seen and nothing lies above it.
    pub fn click(&self, css: &str) {
        self.on(css, "click", |_| json!({}));
    }

    /// Types into an element, beginning with nothing.
    pub fn fill(&self, css: &str, text: &str) {
        self.on(css, "clear", |_| json!({}));
        self.on(css, "value", |_| json!({ "text": text }));
    }

    /// Moves the pointer over the first element that the selector finds.
    pub fn hover(&self, css: &str) {
        let found = json!(css);
        self.wait(&format!(
            "((found) => found && (found.scrollIntoView({{ block: 'center' }}), true))(document.querySelector({found}))"
        ));
        self.on(css, "move", |element| {
            let moves = json!([{ "type": "pointerMove", "duration": 0, "origin": element, "x": 0, "y": 0 }]);
            json!({ "actions": [{ "type": "pointer", "id": "mouse", "actions": moves }] })
        });
    }

    /// Does something to the first element that the selector finds, as soon as it lets itself be done.
    fn on(&self, css: &str, deed: &str, body: impl Fn(&Value) -> Value) {
        let begun = Instant::now();
        loop {
            let element = self.find(css);
            let url = match deed {
                "move" => format!("{}/actions", self.session),
                deed => format!("{}/element/{}/{deed}", self.session, element[ELEMENT].as_str().unwrap()),
            };
            match self.attempt(&url, Some(body(&element))) {
                Ok(_) => return,
                // The page has drawn it anew since it was found, or has not come to rest.
                Err(message)
                    if begun.elapsed() < PATIENCE && NOT_YET.iter().any(|why| message.contains(why)) =>
                {
                    thread::sleep(Duration::from_millis(25));
                }
                Err(message) => panic!("{css}: {message}"),
            }
        }
    }

    /// Presses keys one after the other, whatever has the focus. Keys without a character are those of [`key`].
    pub fn keys(&self, keys: &str) {
        let mut actions = Vec::new();
        for key in keys.chars() {
            for kind in ["keyDown", "keyUp"] {
                actions.push(json!({ "type": kind, "value": key }));
            }
        }
        self.post("actions", json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": actions }] }));
    }

    /// The size of the page, as a phone or a desk has it.
    pub fn resize(&self, width: u32, height: u32) {
        let metrics =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics);
    }

    /// What the reader prefers: `light` or `dark`; and the medium: `screen` or `print`.
    pub fn prefer(&self, scheme: &str, medium: &str) {
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.devtools("Emulation.setEmulatedMedia", json!({ "media": medium, "features": features }));
    }

    /// A command of the browser's own protocol.
    pub fn devtools(&self, command: &str, parameters: Value) -> Value {
        self.post("goog/cdp/execute", json!({ "cmd": command, "params": parameters }))
    }

    /// Does what changes the page that is open, and waits until its main part has been drawn anew.
    pub fn redrawn(&self, script: &str) {
        self.run(&format!("document.querySelector('main > *').dataset.before = 'true'; {script}"));
        self.wait("document.querySelector('main > *') && !document.querySelector('main > [data-before]')");
    }

    /// Follows a link within the page that is open.
    pub fn follow(&self, hash: &str) {
        self.redrawn(&format!("location.hash = {}", json!(hash)));
    }

    /// Whatever the console has said since it was last asked: warnings, errors, refusals.
    pub fn console(&self) -> Vec<String> {
        let log = self.post("se/log", json!({ "type": "browser" }));
        log.as_array()
            .into_iter()
            .flatten()
            .map(|entry| format!("{} {}", entry["level"], entry["message"]))
            .collect()
    }

    /// Saves what is seen as a picture: `target/screenshots/NAME.png`.
    pub fn screenshot(&self, name: &str) -> PathBuf {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/screenshots");
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join(format!("{name}.png"));
        let picture = self.send(&format!("{}/screenshot", self.session), None);
        fs::write(&path, STANDARD.decode(picture.as_str().unwrap()).unwrap()).unwrap();
        path
    }

    /// The same, and into the documentation if `QINGLIU_PICTURES` is set: README shows it.
    pub fn picture(&self, name: &str) {
        let path = self.screenshot(name);
        if env::var_os("QINGLIU_PICTURES").is_some() {
            fs::copy(path, format!("{}/docs/{name}.png", env!("CARGO_MANIFEST_DIR"))).unwrap();
        }
    }

    fn post(&self, command: &str, body: Value) -> Value {
        self.send(&format!("{}/{command}", self.session), Some(body))
    }

    /// Sends a command, and gives the value of the answer.
    fn send(&self, url: &str, body: Option<Value>) -> Value {
        self.attempt(url, body).unwrap_or_else(|message| panic!("{url}: {message}"))
    }

    /// The same, or the driver's message why it cannot be done.
    fn attempt(&self, url: &str, body: Option<Value>) -> Result<Value, String> {
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let answer = match body {
            Some(body) => agent.post(url).send_json(body),
            None => agent.get(url).call(),
        };
        let mut answer = answer.unwrap_or_else(|error| panic!("{url}: {error}"));
        let value: Value = answer.body_mut().with_config().limit(64 << 20).read_json().unwrap();
        let value = value["value"].clone();
        if answer.status().is_success() {
            Ok(value)
        } else {
            Err(format!("{}: {}", value["error"], value["message"]))
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        // The driver takes the browser along; where it no longer answers there is nothing to be done.
        let _ = agent.delete(&self.session).call();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// Keys without a character, as WebDriver calls them.
pub mod key {
    pub const TAB: &str = "\u{e004}";
    pub const ENTER: &str = "\u{e007}";
    pub const ESCAPE: &str = "\u{e00c}";
}
