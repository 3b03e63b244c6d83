//! The server: bound to the loopback interface, and to whoever knows its token.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use tokio::sync::oneshot;

use super::Workbench;
use super::guard::Token;
use super::routes::{Shared, routes};
use crate::error::Error;
use crate::io::Stopper;

/// How often it is looked whether somebody wants an end.
const LOOK: Duration = Duration::from_millis(50);

/// The longest that answers under way are waited for at the end.
const END: Duration = Duration::from_millis(500);

/// A server that has its port, and does not answer yet.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    token: Token,
}

impl Server {
    /// Takes a port of the loopback interface; 0 takes a free one.
    ///
    /// # Errors
    /// [`Error::Usage`] where the port is taken.
    pub fn bind(port: u16) -> Result<Server, Error> {
        let taken = |error: std::io::Error| {
            Error::Usage(format!(
                "port {port} of 127.0.0.1 cannot be had: {error}; --port 0 takes a free one"
            ))
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(taken)?;
        listener.set_nonblocking(true).map_err(taken)?;
        let address = listener.local_addr().map_err(taken)?;
        Ok(Server { listener, address, token: Token::random()? })
    }

    /// The address of the page, with the token in it.
    pub fn url(&self) -> String {
        format!("http://{}/{}/", self.address, self.token.as_str())
    }

    /// Answers until `stop` says that it is over.
    ///
    /// # Errors
    /// [`Error::Usage`] where the system lets it not.
    pub fn run(self, bench: Arc<Workbench>, stop: &Stopper) -> Result<(), Error> {
        let failed = |error: std::io::Error| Error::Usage(format!("the server cannot run: {error}"));
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("workbench")
            .enable_io()
            .build()
            .map_err(failed)?;
        let (sender, over) = oneshot::channel();
        let watched = stop.clone();
        thread::spawn(move || {
            while !watched.is_stopped() {
                thread::sleep(LOOK);
            }
            // The server may have failed before.
            let _ = sender.send(());
        });
        let shared = Shared::new(bench, self.token, self.address.port(), stop.clone());
        let served = runtime.block_on(async move {
            let listener = tokio::net::TcpListener::from_std(self.listener)?;
            let server = axum::serve(listener, routes(shared));
            // A browser keeps its connections; the end is not theirs to wait for.
            tokio::select! {
                served = server => served,
                _ = over => Ok(()),
            }
        });
        runtime.shutdown_timeout(END);
        served.map_err(failed)
    }
}
