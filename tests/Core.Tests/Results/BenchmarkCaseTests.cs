using CsCheck;
using ServeMulti.Cases;
using ServeMulti.Parameters;
using ServeMulti.Results.Folder;

namespace ServeMulti.Results;

[TestFixture]
public sealed class BenchmarkCaseTests
{
    private const string SampleKey = "77cbc5c5fb1ada7e82e2629912e8a7d5701bc09441e685392cb3b2055aece3cb";

    private static BenchmarkCase Sample =>
        new()
        {
            ServeCommand = CommandLine.Parse("vllm serve m"),
            BenchCommand = CommandLine.Parse("vllm bench serve"),
            ServeParameters = new ParameterSet { { "max_num_seqs", 16 }, { "enable_prefix_caching", true } },
            BenchParameters = new ParameterSet { { "random_input_len", 64 } },
            Load = new("request_rate", 2),
        };

    [Test]
    public void Key_Case_Is64LowerCaseHexDigits() => Assert.That(Sample.Key, Does.Match("^[0-9a-f]{64}$"));

    // Stored experiments are found by it: a change of this value orphans them all.
    [Test]
    public void Key_Case_StaysWhatItIs() => Assert.That(Sample.Key, Is.EqualTo(SampleKey));

    [Test]
    public void Key_NameOrderOrSpellingOfParameters_DoNotCount()
    {
        var other = Sample with
        {
            ServeParameters = new ParameterSet { Name = "n" }
                .With("enable-prefix-caching", true)
                .With("max-num-seqs", 16),
        };

        Assert.That(other.Key, Is.EqualTo(Sample.Key));
        Assert.That(other, Is.EqualTo(Sample));
        Assert.That(other.GetHashCode(), Is.EqualTo(Sample.GetHashCode()));
    }

    [TestCase("vllm serve m --api-key x1y2z3w4", "vllm serve m --api-key other-key")]
    [TestCase("env HF_TOKEN=x1y2z3w4 v", "env HF_TOKEN=other-key v")]
    [TestCase("v --extra '{\"headers\":{\"A\":\"x1y2z3w4\"},\"n\":1}'", "v --extra '{\"headers\":{\"A\":\"other-key\"},\"n\":1}'")]
    public void Key_SecretInACommand_DoesNotCountAndIsNotStored(string command, string other)
    {
        var secret = Sample with { ServeCommand = CommandLine.Parse(command), Endpoint = new Uri("http://u:x1y2z3w4@h:1/") };
        var stored = new CaseFile(secret.Key, secret, []).ToJson();

        Assert.That(
            (Sample with { ServeCommand = CommandLine.Parse(other), Endpoint = new Uri("http://u:other-key@h:1/") }).Key,
            Is.EqualTo(secret.Key)
        );
        Assert.That(System.Text.Encoding.UTF8.GetString(stored), Does.Contain("REDACTED").And.Not.Contain("x1y2z3w4"));
        Assert.That(CaseFile.Parse(stored).Case.Key, Is.EqualTo(secret.Key), "it is found again");
    }

    [Test]
    public void Key_AnythingThatIsMeasured_Counts()
    {
        BenchmarkCase[] cases =
        [
            Sample,
            Sample with
            {
                ServeCommand = CommandLine.Parse("vllm serve m --port 1"),
            },
            Sample with
            {
                ServeCommand = CommandLine.Parse("vllm 'serve m'"),
            },
            Sample with
            {
                ServeCommand = null,
            },
            Sample with
            {
                ServeCommand = null,
                Endpoint = new("http://localhost:8000"),
            },
            Sample with
            {
                ServeCommand = null,
                Endpoint = new("http://localhost:8001"),
            },
            Sample with
            {
                BenchCommand = CommandLine.Parse("vllm bench serve --x"),
            },
            Sample with
            {
                BenchCommand = null,
            },
            Sample with
            {
                ServeParameters = ParameterSet.Empty,
            },
            Sample with
            {
                ServeParameters = Sample.ServeParameters.With("max_num_seqs", 16.0),
            },
            Sample with
            {
                ServeParameters = Sample.ServeParameters.With("max_num_seqs", "16"),
            },
            Sample with
            {
                ServeParameters = Sample.ServeParameters.With("enable_prefix_caching", "True"),
            },
            Sample with
            {
                BenchParameters = Sample.ServeParameters,
                ServeParameters = Sample.BenchParameters,
            },
            Sample with
            {
                Load = null,
            },
            Sample with
            {
                Load = new("max_concurrency", 2),
            },
            Sample with
            {
                Load = new("request_rate", 2.0),
            },
            Sample with
            {
                Load = new("request_rate", 3),
            },
        ];

        Assert.That(cases.Select(benchmarkCase => benchmarkCase.Key), Is.Unique);
    }

    [Test]
    public void Key_CopyWithAnotherLoad_IsComputedAnew()
    {
        var original = Sample;
        _ = original.Key;

        var copy = original with { Load = new("request_rate", 99) };

        Assert.That(copy.Key, Is.EqualTo((Sample with { Load = new("request_rate", 99) }).Key).And.Not.EqualTo(original.Key));
    }

    [Test]
    public void Key_AnyTwoSets_IsEqualIfAndOnlyIfTheParametersAre() =>
        Gen.Select(ParameterGen.Sets, ParameterGen.Sets)
            .Sample(
                (left, right) =>
                    (new BenchmarkCase { ServeParameters = left }.Key == new BenchmarkCase { ServeParameters = right }.Key)
                    == (left.Canonical == right.Canonical)
            );

    [Test]
    public void Key_RelativeEndpoint_IsAccepted() =>
        Assert.That(new BenchmarkCase { Endpoint = new("x/y", UriKind.Relative) }.Key, Has.Length.EqualTo(64));

    [SetCulture("de-DE")]
    [Test]
    public void Key_OtherCulture_IsTheSame() => Assert.That(Sample.Key, Is.EqualTo(SampleKey));

    [TestCase("-p")]
    [TestCase("")]
    public void CaseLoad_VariableThatIsNoOption_IsRefused(string variable) =>
        Assert.That(() => new CaseLoad(variable, 1), Throws.ArgumentException);

    [Test]
    public void CaseLoad_ValueThatIsNoNumber_IsRefused() =>
        Assert.That(() => new CaseLoad("request_rate", 1) with { Value = "inf" }, Throws.ArgumentException);
}
