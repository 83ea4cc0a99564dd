using System.Text;
using CsCheck;
using ServeMulti.Cases;
using ServeMulti.Parameters;

namespace ServeMulti.Results;

[TestFixture]
public sealed class CaseNamesTests
{
    [Test]
    public void ForCases_NamedSet_TakesThePlaceOfItsPairs() =>
        Assert.That(
            Names(Case(new ParameterSet { Name = "tp1" }.With("tp", 1), new ParameterSet { { "x", 1 } })),
            Is.EqualTo(["SERVE-tp1-BENCH-x=1"])
        );

    [Test]
    public void ForCases_ReplacedCharactersMakeNamesEqual_AllGetASuffix()
    {
        var names = Names(Case("a/b"), Case("c"), Case("a_b"));

        Assert.That(names[0], Does.Match("^SERVE-m=a_b-BENCH~[0-9a-f]{8}$"));
        Assert.That(names[1], Is.EqualTo("SERVE-m=c-BENCH"));
        Assert.That(names[2], Does.Match("^SERVE-m=a_b-BENCH~[0-9a-f]{8}$").And.Not.EqualTo(names[0]));
    }

    [Test]
    public void ForCases_NamesDifferInCaseAlone_AllGetASuffix() =>
        Assert.That(Names(Case("Model"), Case("model")), Is.Unique.And.All.Match("~[0-9a-f]{8}$"));

    [Test]
    public void ForCases_NamesDifferInCompositionAlone_AllGetASuffix() =>
        Assert.That(Names(Case("caf\u00e9"), Case("cafe\u0301")), Is.Unique.And.All.Match("~[0-9a-f]{8}$"));

    [Test]
    public void ForCases_ValuesDifferInKindAlone_AllGetASuffix() =>
        Assert.That(Names(Case(1), Case("1"), Case(true), Case("True")), Is.Unique.And.All.Match("~[0-9a-f]{8}$"));

    [Test]
    public void ForCases_PairsRunTogether_AllGetASuffix() =>
        Assert.That(
            Names(
                Case(new ParameterSet { { "a", "1-b=2" } }, ParameterSet.Empty),
                Case(new ParameterSet { { "a", 1 }, { "b", 2 } }, ParameterSet.Empty)
            ),
            Is.Unique.And.All.Match("~[0-9a-f]{8}$")
        );

    [Test]
    public void ForCases_OtherOrderOfCases_GivesTheSameNames()
    {
        BenchmarkCase[] cases = [Case("a/b"), Case("a_b"), Case("A_B"), Case("c"), Case("x?")];

        Assert.That(Names([.. cases.Reverse()]), Is.EqualTo(Names(cases).Reverse()));
    }

    [Test]
    public void ForCases_SameCaseTwice_HasOnePlainName() =>
        Assert.That(Names(Case("a"), Case("a")), Is.EqualTo(["SERVE-m=a-BENCH", "SERVE-m=a-BENCH"]));

    [Test]
    public void ForCases_SameParametersOfOtherCommands_AreToldApart() =>
        Assert.That(
            Names(Case("a") with { ServeCommand = new("vllm", "serve") }, Case("a") with { ServeCommand = new("sglang", "serve") }),
            Is.Unique.And.All.Match("^SERVE-m=a-BENCH~[0-9a-f]{64}$")
        );

    [Test]
    public void ForCases_ValueSpelledLikeASuffixedName_IsToldApart()
    {
        var named = new ParameterSet { Name = "n" };
        BenchmarkCase[] cases = [Case(new ParameterSet { { "m", "a/b" } }, named), Case(new ParameterSet { { "m", "a_b" } }, named)];
        var suffixed = Names(cases)[0];
        var imitation = Case(
            new ParameterSet { { "m", "a_b" } },
            new ParameterSet { Name = suffixed["SERVE-m=a_b-BENCH-".Length..] }.With("z", 1)
        );
        Assert.That(Names(imitation), Is.EqualTo([suffixed]));

        var names = Names([.. cases, imitation]);

        Assert.That(names, Is.Unique.And.None.EqualTo(suffixed));
    }

    [TestCase(200, 200)]
    [TestCase(201, 189)]
    [TestCase(100_000, 189)]
    public void ForCases_LongName_IsCut(int length, int expected)
    {
        var name = Names(Case(new string('x', length - "SERVE-m=-BENCH".Length)))[0];

        Assert.That(Encoding.UTF8.GetByteCount(name), Is.EqualTo(expected));
    }

    [Test]
    public void ForCases_LongNamesWithOneBeginning_AreToldApart() =>
        Assert.That(Names(Case(new string('x', 300) + "1"), Case(new string('x', 300) + "2")), Is.Unique);

    [TestCase("a.")]
    [TestCase("a ")]
    [TestCase("a. .")]
    [TestCase("a:b")]
    [TestCase("a|b")]
    [TestCase("a\nb")]
    [TestCase("a\u007fb")]
    [TestCase("a\\b")]
    public void ForCases_NameThatSomeSystemRefuses_IsMadeValid(string value)
    {
        var name = Names(Case(ParameterSet.Empty, new ParameterSet { { "m", value } }))[0];

        Assert.That(PathSegment.IsValid(name), Is.True);
        Assert.That(name, Does.Match("^SERVE-BENCH-m=a(_b)?~[0-9a-f]{8}$"));
    }

    [Test]
    public void ForCases_AnyCases_GivesValidNamesThatDifferIgnoringCase() =>
        Gen.Select(ParameterGen.Sets, ParameterGen.Sets)
            .Select((serve, bench) => Case(serve, bench))
            .Array[0, 12]
            .Sample(cases =>
            {
                var names = Names(cases);
                return names.All(name => PathSegment.IsValid(name) && Encoding.UTF8.GetByteCount(name) <= 255 && StaysInside(name))
                    && names
                        .Zip(cases)
                        .DistinctBy(pair => pair.Second.Key)
                        .Select(pair => pair.First.Normalize().ToUpperInvariant())
                        .Distinct()
                        .Count() == cases.Select(benchmarkCase => benchmarkCase.Key).Distinct().Count();
            });

    [Test]
    public void ForCases_HashesThatCollide_AreToldApart()
    {
        // Found by trying: these two agree in the first eight digits of their hash.
        var prefix = new string('x', 300);

        var names = Names(Case(prefix + "38826"), Case(prefix + "78244"));

        Assert.That(names, Is.Unique.And.All.Match("^SERVE-m=x{172}~[0-9a-f]{64}$"));
        Assert.That(Names(Case(prefix + "38826")), Has.All.EndsWith("~33378b5d"));
        Assert.That(Names(Case(prefix + "78244")), Has.All.EndsWith("~33378b5d"));
    }

    [TestCase("request_rate", "16", "request_rate=16")]
    [TestCase("request_rate", "0.4", "request_rate=0.4")]
    [TestCase("max_concurrency", "8", "max_concurrency=8")]
    public void ForLoad_Load_IsNamedByItsValue(string variable, string value, string expected) =>
        Assert.That(CaseNames.ForLoad(new(variable, Number(value))), Is.EqualTo(expected));

    [Test]
    public void ForLoad_Burst_IsInf() =>
        Assert.That(CaseNames.ForLoad(new("request_rate", double.PositiveInfinity)), Is.EqualTo("request_rate=inf"));

    [Test]
    public void ForLoad_AnyLoad_IsAValidName() =>
        Gen.Select(ParameterGen.Keys, Gen.Double).Sample((variable, value) => PathSegment.IsValid(CaseNames.ForLoad(new(variable, value))));

    [Test]
    public void ForLoad_LongVariable_IsCut() => Assert.That(PathSegment.IsValid(CaseNames.ForLoad(new(new string('v', 1000), 1))), Is.True);

    [SetCulture("tr-TR")]
    [Test]
    public void ForCases_TurkishCulture_ComparesWithoutIt() =>
        Assert.That(Names(Case("TITLE"), Case("title")), Is.Unique.And.All.Match("~[0-9a-f]{8}$"));

    private static IReadOnlyList<string> Names(params BenchmarkCase[] cases) => CaseNames.ForCases(cases);

    private static BenchmarkCase Case(ParameterValue model) => Case(new ParameterSet { { "m", model } }, ParameterSet.Empty);

    private static BenchmarkCase Case(ParameterSet serve, ParameterSet bench) => new() { ServeParameters = serve, BenchParameters = bench };

    private static ParameterValue Number(string text) => ParameterSweep.Parse($"[{{\"v\":{text}}}]", "test")[0][0].Value;

    private static bool StaysInside(string name) =>
        Path.GetDirectoryName(Path.GetFullPath(Path.Combine(Path.GetTempPath(), "experiment", name)))
        == Path.Combine(Path.GetTempPath(), "experiment").TrimEnd('/');
}
