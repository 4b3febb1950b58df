"""The tables in which people, their sessions, the log and what they submitted are kept; each is made where it lacks."""

SIGNED_IN = "what >= 'signed in' and what < 'signed io'"
"""Of the log the lines that say so, whichever way somebody signed in."""

TABLES = f"""
create table if not exists setting (key text primary key, value text not null);
create table if not exists person (
    code text primary key, role text not null, member text not null, since text not null,
    password text, totp text, step integer not null default 0);
create table if not exists recovery (code text not null, fingerprint text not null);
create table if not exists identity (
    issuer text not null, subject text not null, code text not null unique, primary key (issuer, subject));
create table if not exists invitation (
    fingerprint text primary key, code text not null, totp text not null, until text not null);
create table if not exists session (
    fingerprint text primary key, code text not null, begun text not null, used text not null);
create table if not exists failure (of text not null, at text not null);
create table if not exists log (at text not null, who text not null, what text not null);
create index if not exists failures on failure (of, at);
create index if not exists sign_ins on log (who, at) where {SIGNED_IN};
create index if not exists log_of_day on log (at);
create table if not exists submission (
    code text primary key, who text not null, member text not null, at text not null, note text not null,
    asked text not null, state text not null, by text not null default '', reason text not null default '',
    batch integer not null default 0);
create table if not exists submitted_file (
    kept text primary key, submission text not null, name text not null, sha256 text not null, size integer not null);
"""
