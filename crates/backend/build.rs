//! Makes cargo notice a new migration: the macro that embeds them sees only the files it read last time.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}
