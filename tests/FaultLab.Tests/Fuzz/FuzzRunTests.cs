using System.Reflection;

namespace ServeMulti.FaultLab.Fuzz;

/// <summary>The fuzzing itself finds what is wrong: a test that cannot fail would prove nothing.</summary>
[TestFixture]
public sealed class FuzzRunTests
{
    [Test]
    public void Run_ReaderThatFailsOnOneByte_FindsAndShrinksIt()
    {
        var failure = Run(
            new("x", input => input.Contains((byte)'\0') ? throw new TimeoutException() : "read") { Seeds = ["a long harmless seed"] }
        );
        Assert.That(failure?.Input, Is.EqualTo(new byte[] { 0 }));
        Assert.That(failure?.ToString(), Does.Contain("\\u0000").And.Contains("AA==").And.Contains(nameof(TimeoutException)));
    }

    [Test]
    public void Run_ReaderThatFailsBehindSeveralSteps_IsLedThereByWhatIsNew() =>
        Assert.That(Run(new("x", ReadSteps) { Seeds = [""], Words = ["f", "u", "z"] }), Is.Not.Null);

    [Test]
    public void Run_ReaderThatAllocatesTheSquareOfItsInput_BreaksTheLaw()
    {
        var failure = Run(
            new("x", input => $"{new byte[input.Length * input.Length].Length > 0}")
            {
                Seeds = [new string('x', 4_000)],
                FixedAllocation = 1_000,
            }
        );
        Assert.That(failure?.Exception, Is.TypeOf<BrokenLawException>().With.Message.Contains("allocate"));
    }

    [Test]
    public void Run_SameSeed_MakesTheSameInputs()
    {
        var inputs = Inputs(7);
        Assert.That(Inputs(7), Is.EqualTo(inputs));
        Assert.That(Inputs(8), Is.Not.EqualTo(inputs));
    }

    [Test]
    public void Keys_OfOneHash_HaveOneHash()
    {
        var hash = typeof(string).GetMethod("GetNonRandomizedHashCode", BindingFlags.Instance | BindingFlags.NonPublic, []);
        Assert.That(hash, Is.Not.Null, "the framework no longer has the hash that the keys are made for");
        var keys = HashCollisions.Keys().Take(20_000).ToList();
        Assert.That((keys.Distinct().Count(), keys.Select(key => hash!.Invoke(key, null)).Distinct().Count()), Is.EqualTo((20_000, 1)));
    }

    [TestCase("plain é😀", 'x')]
    [TestCase("x", 0xD83D)]
    [TestCase("x", 0xDC80)]
    public void FromBytes_AnyText_GivesItBack(string text, int character)
    {
        text += (char)character;
        var bytes = FuzzText.ToBytes(FuzzText.FromBytes(FuzzText.ToBytes(text)));
        Assert.That(FuzzText.ToBytes(FuzzText.FromBytes(bytes)), Is.EqualTo(bytes));
    }

    private static FuzzFailure? Run(FuzzTarget target) => new FuzzRun(target, 1).Run(run => run.Inputs < 20_000);

    private static List<string> Inputs(int seed)
    {
        List<string> inputs = [];
        new FuzzRun(
            new(
                "x",
                input =>
                {
                    inputs.Add(Convert.ToHexString(input));
                    return "";
                }
            )
            {
                Seeds = ["seed"],
            },
            seed
        ).Run(run => run.Inputs < 100);
        return inputs;
    }

    // Eight letters in a row: by chance alone one input in millions.
    private static string ReadSteps(byte[] input)
    {
        var text = FuzzText.FromBytes(input);
        var steps = "fuzzfuzz".TakeWhile((letter, index) => text.Length > index && text[index] == letter).Count();
        return steps == 8 ? throw new TimeoutException() : $"{steps}";
    }
}
