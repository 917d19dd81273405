//! What breaks while citizens log in, on real parts: processes of the hub behind `HAProxy`, PostgreSQL
//! clusters of the test's own, and a load that keeps every assertion it received.
//!
//! Nothing that breaks may lose or double a login: no assertion without its row in the trace, no request
//! answered twice, nobody before a page that says nothing, and everything well again by itself.

#![cfg(test)]

mod books;
mod cluster;
mod database;
mod disk;
mod failover;
mod nodes;
mod patroni;
mod relay;
mod site;
mod upgrade;
