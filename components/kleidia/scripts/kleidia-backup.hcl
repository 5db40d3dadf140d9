# What backups and restores of OpenBao need. Upstream's may not restore.

path "sys/storage/raft/snapshot" { capabilities = ["read", "update"] }
path "sys/storage/raft/snapshot-force" { capabilities = ["update"] }
