namespace ServeMulti.Parameters;

[TestFixture]
public sealed class SecretTextTests
{
    [TestCase("Namespace(api_key=['sk-1'], port=8000)", "Namespace(api_key=['REDACTED'], port=8000)")]
    [TestCase("non-default args: {'api_key': 'abcdef', 'max_num_seqs': 4}", "non-default args: {'api_key': 'REDACTED', 'max_num_seqs': 4}")]
    [TestCase("HF_TOKEN=hf-abc other", "HF_TOKEN=REDACTED other")]
    [TestCase("env: a=1 DB_PASSWORD=p1 b=2", "env: a=1 DB_PASSWORD=REDACTED b=2")]
    [TestCase("client_secret: s3cret", "client_secret: REDACTED")]
    [TestCase("password='two words' x", "password='REDACTED' x")]
    [TestCase("error: unrecognized arguments: --hf-token abc1 --x 1", "error: unrecognized arguments: --hf-token REDACTED --x 1")]
    [TestCase("bash -c \"vllm serve --api-key 'a b' --port 1\"", "bash -c \"vllm serve --api-key 'REDACTED' --port 1\"")]
    [TestCase("Incorrect API key: sk-abcdefgh12345678", "Incorrect API key: REDACTED")]
    [TestCase("using sk-abcdefgh12345678 now", "using REDACTED now")]
    [TestCase("Authorization: Bearer abc123", "Authorization: Bearer REDACTED")]
    public void Redact_BehindANameOrOfAKnownForm_IsHidden(string text, string expected) =>
        Assert.That(SecretText.Redact(text), Is.EqualTo(expected));

    [TestCase("https://bob:pa55@host/x", "https://REDACTED@host/x")]
    [TestCase("https://bob:p@55@host/x", "https://REDACTED@host/x")]
    [TestCase("https://ghp_abcdefghijklmnopqrst1@host/x", "https://REDACTED@host/x")]
    [TestCase("POST http://h/?key=abc&n=1", "POST http://h/?key=REDACTED&n=1")]
    [TestCase("GET http://h/p?n=1&access_token=abc#x", "GET http://h/p?n=1&access_token=REDACTED#x")]
    public void Redact_Url_UserAndKeysAreHidden(string text, string expected) => Assert.That(SecretText.Redact(text), Is.EqualTo(expected));

    [TestCase("""{"headers":{"Authorization":"Bearer x1"},"n":1}""", """{"headers":{"Authorization":"REDACTED"},"n":1}""")]
    [TestCase("""{"a":{"apiKey":"k1"},"b":["c"]}""", """{"a":{"apiKey":"REDACTED"},"b":["c"]}""")]
    [TestCase("""{"api_keys":["k1","k2"],"n":"v"}""", """{"api_keys":["REDACTED","REDACTED"],"n":"v"}""")]
    [TestCase("""[{"token":"t1"},"token"]""", """[{"token":"REDACTED"},"token"]""")]
    [TestCase("""{"password":1234}""", """{"password":"REDACTED"}""")]
    [TestCase("""{"k\u0065y":"\u0073ecret"}""", """{"k\u0065y":"REDACTED"}""")]
    public void Redact_Json_MembersWithTheNamesOfSecretsAreHidden(string text, string expected) =>
        Assert.That(SecretText.Redact(text), Is.EqualTo(expected));

    [TestCase("KeyError: 'model.layers.0.self_attn.qkv_proj.weight'")]
    [TestCase("Unknown key: max_len")]
    [TestCase("Invalid token: 'abc'")]
    [TestCase("eos_token: </s>")]
    [TestCase("num_key_value_heads=8 max_tokens=16 tokens per second: 12.5")]
    [TestCase("author: Jane, tokenizer: meta-llama/Llama-3.1-8B-Instruct")]
    [TestCase("api_key=None api_key=$KEY password: ***")]
    [TestCase("--api-key-env NAME --ssl-key-file /x/key1.pem")]
    [TestCase("the server did not accept the key of --api-key in the server's command")]
    [TestCase("parameter api_key looks like a secret: parameter values appear in tables; password: incorrect")]
    [TestCase("https://git@host/x http://127.0.0.1:8000/v1")]
    [TestCase("""{"num_key_value_heads":8,"max_tokens":16,"stream":true,"key":null}""")]
    [TestCase("run 550e8400-e29b-41d4-a716-446655440000 of SERVE-max_num_seqs=16-BENCH-random_input_len=64")]
    public void Redact_NoSecret_IsTheSameText(string text) => Assert.That(SecretText.Redact(text), Is.EqualTo(text));
}
