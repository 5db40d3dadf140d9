# What the backend may do in OpenBao. The paths are upstream's:
# https://github.com/kleidia/kleidia-docs/blob/main/helm/kleidia-platform/templates/hooks/openbao-complete-setup.yaml

path "yubikeys/data/jwt-secret" { capabilities = ["read", "update"] }
path "yubikeys/data/encryption-key" { capabilities = ["read", "update"] }
path "yubikeys/data/backend-encryption-key" { capabilities = ["create", "read", "update"] }
path "yubikeys/data/database" { capabilities = ["read"] }
path "yubikeys/data/backend/*" { capabilities = ["create", "read", "update", "delete"] }
path "yubikeys/metadata/backend/*" { capabilities = ["list", "read"] }
path "yubikeys/data/system/*" { capabilities = ["create", "read", "update"] }
path "yubikeys/metadata/system/*" { capabilities = ["list", "read"] }
path "yubikeys/data/backup/*" { capabilities = ["create", "read", "update", "delete"] }
path "yubikeys/metadata/backup/*" { capabilities = ["list", "read"] }
path "yubikeys/data/license/*" { capabilities = ["deny"] }
path "yubikeys/metadata/license/*" { capabilities = ["deny"] }

path "pki/sign/*" { capabilities = ["create", "read", "update"] }
path "pki/issue/*" { capabilities = ["create", "read", "update"] }
path "pki/cert/ca" { capabilities = ["read"] }
path "pki/issuer/*" { capabilities = ["read"] }
path "pki/config/issuers" { capabilities = ["read"] }
path "pki/config/urls" { capabilities = ["read", "update"] }
path "pki/issuers/generate/intermediate/existing" { capabilities = ["create", "update"] }
path "pki/intermediate/set-signed" { capabilities = ["create", "update"] }

path "sys/auth" { capabilities = ["read"] }
path "auth/token/renew-self" { capabilities = ["update"] }
