using CsCheck;

namespace ServeMulti.Parameters;

[TestFixture]
public sealed class ParameterSetTests
{
    private const char HalfPair = (char)0xD800;

    [Test]
    public void Add_PlainValues_KeepOrderAndKind()
    {
        var set = new ParameterSet
        {
            { "a", 16 },
            { "b", true },
            { "c", 0.7 },
            { "d", "text" },
            { "e", 1L << 40 },
        };

        Assert.That(set.Select(pair => pair.Key), Is.EqualTo(["a", "b", "c", "d", "e"]));
        Assert.That(set.Select(pair => pair.Value.Text), Is.EqualTo(["16", "True", "0.7", "text", "1099511627776"]));
        Assert.That(set[1].Value.Kind, Is.EqualTo(ParameterKind.Boolean));
    }

    [TestCase("")]
    [TestCase("-p")]
    [TestCase("--port")]
    [TestCase(".a")]
    [TestCase("a b")]
    [TestCase("a=b")]
    [TestCase("a/b")]
    [TestCase("é")]
    [TestCase("a\n")]
    public void Add_KeyThatIsNoOptionName_IsRefused(string key) =>
        Assert.That(
            () => new ParameterSet { { key, 1 } },
            Throws.TypeOf<InvalidInputException>().With.Message.Contains("is not an option name").And.Message.Not.Contains("\n")
        );

    [TestCase("a")]
    [TestCase("_")]
    [TestCase("9")]
    [TestCase("a-b_c.d.e-f")]
    public void Add_OptionName_IsAccepted(string key) => Assert.That(new ParameterSet { { key, 1 } }, Has.Count.EqualTo(1));

    [Test]
    public void Add_NameKey_IsRefused() =>
        Assert.That(
            () => new ParameterSet { { "_benchmark_name", "n" } },
            Throws.TypeOf<InvalidInputException>().With.Message.Contains("never an option").And.Message.Contains("Name")
        );

    [Test]
    public void Add_Null_IsRefused() =>
        Assert.That(
            () => new ParameterSet { { "a", (string)null! } },
            Throws.TypeOf<InvalidInputException>().With.Message.Contains("'a' has a null value")
        );

    [Test]
    public void Add_NulCharacter_IsRefused() =>
        Assert.That(
            () => new ParameterSet { { "a", "x\0y" } },
            Throws.TypeOf<InvalidInputException>().With.Message.Contains("'a' has a value with a NUL")
        );

    [Test]
    public void Add_HalfASurrogatePair_IsRefused() =>
        Assert.That(
            () => new ParameterSet { { "a", "x" + HalfPair } },
            Throws.TypeOf<InvalidInputException>().With.Message.Contains("'a' has a value with half of a surrogate pair")
        );

    [TestCase(2)]
    [TestCase(100)]
    public void Add_SameKeyTwice_IsRefused(int others)
    {
        var set = new ParameterSet { { "a", 1 } };
        for (var i = 0; i < others; i++)
        {
            set.Add($"k{i}", i);
        }

        Assert.That(() => set.Add("a", 2), Throws.TypeOf<InvalidInputException>().With.Message.Contains("'a' is given twice"));
    }

    [TestCase("a_b", "a-b", 0)]
    [TestCase("a-b", "a_b", 0)]
    [TestCase("a-b_c.d_e", "a_b-c.d_e", 100)]
    public void Add_OtherSpellingOfAKey_IsRefused(string first, string second, int others)
    {
        var set = new ParameterSet { { first, 1 } };
        for (var i = 0; i < others; i++)
        {
            set.Add($"k{i}", i);
        }

        Assert.That(
            () => set.Add(second, 2),
            Throws
                .TypeOf<InvalidInputException>()
                .With.Message.EqualTo($"parameter set: key '{second}' is another spelling of '{first}'; keep one of them.")
        );
    }

    [Test]
    public void Add_OtherNameBehindTheDot_IsAnotherKey() =>
        Assert.That(new ParameterSet { { "a.b_c", 1 }, { "a.b-c", 2 } }, Has.Count.EqualTo(2));

    [Test]
    public void Add_AfterTheSetWasRead_Fails()
    {
        var set = new ParameterSet { { "a", 1 } };
        _ = set.Count;

        Assert.That(() => set.Add("b", 2), Throws.InvalidOperationException);
    }

    [Test]
    public void Empty_Add_Fails() => Assert.That(() => ParameterSet.Empty.Add("a", 1), Throws.InvalidOperationException);

    [TestCase("", "empty")]
    [TestCase("a\0", "NUL")]
    public void Name_ThatIsNone_IsRefused(string name, string message) =>
        Assert.That(() => new ParameterSet { Name = name }, Throws.TypeOf<InvalidInputException>().With.Message.Contains(message));

    [Test]
    public void Name_HalfASurrogatePair_IsRefused() =>
        Assert.That(
            () => new ParameterSet { Name = "x" + HalfPair },
            Throws.TypeOf<InvalidInputException>().With.Message.Contains("surrogate")
        );

    [TestCase("a_b")]
    [TestCase("a-b")]
    public void TryFind_AnySpelling_FindsTheValue(string key)
    {
        var isFound = new ParameterSet { { "a_b", 1 } }.TryFind(key, out var value);

        Assert.That(isFound, Is.True);
        Assert.That(value, Is.EqualTo((ParameterValue)1));
    }

    [TestCase("a.b-c")]
    [TestCase("ab")]
    public void TryFind_OtherKey_IsFalse(string key) => Assert.That(new ParameterSet { { "a.b_c", 1 } }.TryFind(key, out _), Is.False);

    [Test]
    public void With_KnownKey_ReplacesItsValueInPlace()
    {
        var set = new ParameterSet { { "a_b", 1 }, { "c", 2 } };

        Assert.That(set.With("a-b", 9), Is.EqualTo(new ParameterSet { { "a_b", 9 }, { "c", 2 } }));
        Assert.That(set.Find("a_b"), Is.EqualTo((ParameterValue)1));
    }

    [Test]
    public void With_NewKey_AddsAtTheEndAndKeepsTheName()
    {
        var set = new ParameterSet { { "a", 1 } }.With("b", "x");

        Assert.That(set, Is.EqualTo(new ParameterSet { { "a", 1 }, { "b", "x" } }));
        Assert.That(
            new ParameterSet { Name = "n" }
                .With("b", 1)
                .Name,
            Is.EqualTo("n")
        );
    }

    [Test]
    public void With_BadKey_IsRefused() => Assert.That(() => ParameterSet.Empty.With("-p", 1), Throws.TypeOf<InvalidInputException>());

    [Test]
    public void Equals_OtherOrderNameKindOrSpelling_IsFalse()
    {
        ParameterSet[] sets =
        [
            new() { { "a", 1 }, { "b", 2 } },
            new() { { "b", 2 }, { "a", 1 } },
            new() { { "a", 1 }, { "b", 2.0 } },
            new() { { "a", 1 }, { "B", 2 } },
            new() { { "a", 1 } },
            new() { Name = "n" },
        ];

        Assert.That(sets.Distinct().Count(), Is.EqualTo(sets.Length));
    }

    [Test]
    public void Equals_Copy_IsTrue() =>
        ParameterGen.Sets.Sample(set => new ParameterSet(set).Equals(set) && new ParameterSet(set).GetHashCode() == set.GetHashCode());

    [Test]
    public void Canonical_OtherOrderAndSpelling_IsTheSame() =>
        Assert.That(
            new ParameterSet { { "b-c", 1 }, { "a", 2 } }.Canonical,
            Is.EqualTo(new ParameterSet { { "a", 2 }, { "b_c", 1 } }.Canonical)
        );
}
