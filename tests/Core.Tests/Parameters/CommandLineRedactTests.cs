using CsCheck;

namespace ServeMulti.Parameters;

[TestFixture]
public sealed class CommandLineRedactTests
{
    private static readonly string[] Words =
    [
        "--api-key",
        "--header",
        "-H",
        "-u",
        "A=1",
        "HF_TOKEN=x",
        "X-Key: 1",
        "Authorization: Bearer abcdefgh1",
        "a:b",
        "http://u:p@h/?key=1",
        "{\"token\":\"t\"}",
        "--key={\"a\":1}",
        "[\"x\",{\"password\":1}]",
        "sk-abcdefgh12345678",
        "Bearer x",
        "--",
        "plain",
        "api_key='a b'",
        "say Bearer y",
        "REDACTED",
        "",
    ];

    [TestCase("v --api-key x", "v --api-key REDACTED")]
    [TestCase("v --api-key=x", "v --api-key=REDACTED")]
    [TestCase("env HF_TOKEN=x v", "env HF_TOKEN=REDACTED v")]
    [TestCase("v --hf_token x --port 1", "v --hf_token REDACTED --port 1")]
    [TestCase("v --max-tokens 5 --tokenizer t", "v --max-tokens 5 --tokenizer t")]
    [TestCase("v --trust-key --port 1", "v --trust-key --port 1")]
    [TestCase("v --header X-Key=1 Y=2 --port 1", "v --header REDACTED REDACTED --port 1")]
    [TestCase("v -H 'X-Key: 1' --port 1", "v -H REDACTED --port 1")]
    [TestCase("v --api-key-env OTHER_KEY --api_key_env X", "v --api-key-env OTHER_KEY --api_key_env X")]
    [TestCase("v --header=X-Key=1", "v --header=REDACTED")]
    [TestCase("v 'Authorization: Bearer x'", "v REDACTED")]
    [TestCase("v --api-key a b", "v --api-key REDACTED b")]
    [TestCase("v --extra-body '{\"api_key\":\"x1\",\"n\":1}'", "v --extra-body '{\"api_key\":\"REDACTED\",\"n\":1}'")]
    [TestCase("v '--extra-body={\"headers\":{\"X\":\"y1\"}}'", "v '--extra-body={\"headers\":{\"X\":\"REDACTED\"}}'")]
    [TestCase("v --url https://bob:pw@h/?token=t1", "v --url 'https://REDACTED@h/?token=REDACTED'")]
    [TestCase(
        "docker run -e HF_TOKEN=x1 -eAPI_KEY=x2 --env=DB_PASSWORD=x3 i",
        "docker run -e HF_TOKEN=REDACTED -eAPI_KEY=REDACTED --env=DB_PASSWORD=REDACTED i"
    )]
    [TestCase("v --api-key abcdefgh12345678 ijklmnop12345678 m", "v --api-key REDACTED REDACTED m")]
    [TestCase("curl -u bob:pw h", "curl -u REDACTED h")]
    [TestCase("bash -c 'vllm serve --api-key s3cret'", "bash -c 'vllm serve --api-key REDACTED'")]
    [TestCase("v --api-key long-enough --label of-long-enough", "v --api-key REDACTED --label of-REDACTED")]
    [TestCase("v --model sk-abcdefgh12345678", "v --model REDACTED")]
    [TestCase("v --ssl-key-file /x.pem --max_num_batched_tokens 5", "v --ssl-key-file /x.pem --max_num_batched_tokens 5")]
    public void Redact_ValuesOfSecrets_AreHidden(string command, string expected) =>
        Assert.That(CommandLine.Parse(command).Redact().ToString(), Is.EqualTo(expected));

    [Test]
    public void Redact_Twice_IsTheSameAsOnce() =>
        Gen.Int[0, Words.Length - 1]
            .Select(index => Words[index])
            .Array[0, 6]
            .Sample(arguments =>
            {
                var once = new CommandLine("v", arguments).Redact();
                Assert.That(new CommandLine("v", once.Arguments).Redact(), Is.EqualTo(once));
            });

    [Test]
    public void Redact_NoSecret_IsTheSameCommand()
    {
        var command = CommandLine.Parse("vllm serve m --port 8001");

        Assert.That(command.Redact(), Is.EqualTo(command));
    }
}
