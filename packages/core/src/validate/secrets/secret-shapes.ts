/**
 * Owns the shapes by which a secret is known wherever it stands: prefixes and lengths that issuers publish, as gitleaks
 * (github.com/gitleaks/gitleaks, config/gitleaks.toml, MIT) collects them, and the two that hold one inside: URLs and
 * connection strings. Data only.
 */
export interface SecretShape {
  /** What it is, in words: `a GitHub token`. */
  readonly what: string;
  /** Where it has a group, that group is the secret. Its parts are bounded: it is run on texts of megabytes. */
  readonly pattern: RegExp;
  /** The text holds this, too. */
  readonly beside?: RegExp;
  /** The secret may be a word as well: only what is obviously a placeholder is let through. */
  readonly any?: true;
}

/** Every shape holds one of these: a text without any is looked at no further. */
export const SHAPE_HINT =
  /-----BEGIN|A3T|AKIA|ASIA|ABIA|ACCA|LTAI|gh[pousr]_|github_pat_|gl[a-z]{2,5}-|xox|xapp-|hooks\.slack|[sr]k_|whsec_|ey[A-Z]|AIza|GOCSPX|sk-|SG\.|npm_|pypi-|Q~|hf_|do[opr]_v1|shp(?:at|ca|pa|ss)_|SK|:A|hv[sb]\.|dapi|ATATT|AGE-|lin_api|PMAK|NRAK|glsa_|dp\.|dckr_|key-|-us\d|sntry|:\/\/|=|bearer|basic|token/i;

export const SECRET_SHAPES: readonly SecretShape[] = [
  { what: 'a private key', pattern: /-----BEGIN[ A-Z0-9_-]{0,100}PRIVATE KEY(?: BLOCK)?-----/ },
  { what: 'an AWS access key', pattern: /\b(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b/ },
  { what: 'an Alibaba Cloud access key', pattern: /\bLTAI[A-Za-z0-9]{17,21}\b/ },
  { what: 'a GitHub token', pattern: /\b(?:gh[pousr]_[0-9A-Za-z]{36,}|github_pat_\w{82})\b/ },
  {
    what: 'a GitLab token',
    pattern: /\bgl(?:pat|ptt|rt|dt|ft|cbt|agent|soat|imt|ffct|oas)-[0-9A-Za-z_-]{20,}/,
  },
  {
    what: 'a Slack token',
    pattern: /\b(?:xox[abeoprs]-[0-9A-Za-z-]{10,}|xapp-\d-[A-Z0-9]+-\d+-[a-z0-9]+)/,
  },
  {
    what: 'a Slack webhook',
    pattern: /hooks\.slack\.com\/(?:services|workflows|triggers)\/([A-Za-z0-9+/]{43,})/,
  },
  {
    what: 'a Stripe key',
    pattern: /\b(?:(?:sk|rk)_(?:test|live|prod)_[0-9A-Za-z]{10,99}|whsec_[0-9A-Za-z+/]{32,})\b/,
  },
  { what: 'a JSON Web Token', pattern: /\bey[A-Za-z0-9]{17,}\.ey[A-Za-z0-9_-]{17,}\.[A-Za-z0-9_-]{10,}/ },
  { what: 'a Google API key', pattern: /\bAIza[\w-]{35}/ },
  { what: 'a Google client secret', pattern: /\bGOCSPX-[\w-]{28}/ },
  { what: 'an Anthropic key', pattern: /\bsk-ant-[a-z0-9]+-[\w-]{20,}/ },
  {
    what: 'an OpenAI key',
    pattern: /\bsk-(?:(?:proj|svcacct|admin)-[\w-]{20,}|[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20})/,
  },
  { what: 'a SendGrid key', pattern: /\bSG\.[\w-]{22}\.[\w-]{43}/ },
  { what: 'an npm token', pattern: /\bnpm_[0-9A-Za-z]{36}\b/ },
  { what: 'a PyPI token', pattern: /\bpypi-AgEIcHlwaS5vcmc[\w-]{50,}/ },
  { what: 'an Azure client secret', pattern: /(?:^|[^\w~.-])([\w~.]{3}\dQ~[\w~.-]{31,34})(?![\w~.-])/ },
  { what: 'a Hugging Face token', pattern: /\bhf_[A-Za-z]{34}\b/ },
  { what: 'a DigitalOcean token', pattern: /\bdo[opr]_v1_[a-f0-9]{64}\b/ },
  { what: 'a Shopify token', pattern: /\bshp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}\b/ },
  { what: 'a Twilio key', pattern: /\bSK[0-9a-fA-F]{32}\b/ },
  { what: 'a Telegram bot token', pattern: /\b\d{5,16}:A[\w-]{34}(?![\w-])/ },
  { what: 'a Vault token', pattern: /\bhv[sb]\.[\w-]{90,}/ },
  { what: 'a Databricks token', pattern: /\bdapi[a-f0-9]{32}(?:-\d)?\b/ },
  { what: 'an Atlassian token', pattern: /\bATATT3[\w=-]{186}/ },
  { what: 'an age key', pattern: /\bAGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}/ },
  { what: 'a Linear key', pattern: /\blin_api_[0-9A-Za-z]{40}\b/ },
  { what: 'a Postman key', pattern: /\bPMAK-[a-fA-F0-9]{24}-[a-fA-F0-9]{34}\b/ },
  { what: 'a New Relic key', pattern: /\bNRAK-[A-Z0-9]{27}\b/ },
  { what: 'a Grafana token', pattern: /\bglsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}\b/ },
  { what: 'a Doppler token', pattern: /\bdp\.pt\.[A-Za-z0-9]{43}\b/ },
  { what: 'a Docker token', pattern: /\bdckr_pat_[\w-]{27,}/ },
  { what: 'a Mailgun key', pattern: /\bkey-[a-f0-9]{32}\b/ },
  { what: 'a Mailchimp key', pattern: /\b[a-f0-9]{32}-us\d{1,2}\b/ },
  { what: 'a Sentry token', pattern: /\bsntry[su]_[A-Za-z0-9+/=_]{64,}/ },
  {
    what: 'a password in a URL',
    any: true,
    pattern: /\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/?#:@'"<>]{0,256}:([^\s/?#@'"<>]{2,512})@/i,
  },
  {
    what: 'a password in a connection string',
    any: true,
    pattern: /(?:^|;)\s{0,8}(?:password|pwd|accountkey|sharedaccesskey)\s{0,8}=\s{0,8}([^;]{2,512})/i,
    beside:
      /(?:^|;)\s{0,8}(?:server|data source|host|endpoint|defaultendpointsprotocol|accountname|user ?id|uid|user(?:name)?|database|initial catalog|driver|dsn|port)\s{0,8}=/i,
  },
  {
    what: 'a secret in a query',
    pattern:
      /[?&](?:password|pwd|(?:client_)?secret|(?:access_|auth_)?token|(?:x-)?api[_-]?key|sig|signature)=([^&#\s]{8,2048})/i,
  },
  { what: 'a credential of a header', pattern: /\b(?:bearer|basic|token)\s{1,8}([\w+/=.~-]{16,4096})/i },
];
