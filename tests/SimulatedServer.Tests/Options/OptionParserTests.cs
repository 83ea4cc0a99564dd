using ServeMulti.Simulation.Options;

namespace ServeMulti.Simulation.Tests.Options;

public sealed class OptionParserTests
{
    [Test]
    public void Parse_ServeWithModelAndOptions_ReadsAll()
    {
        var options = OptionParser.Parse([
            "serve",
            "m",
            "--host",
            "0.0.0.0",
            "--port=8001",
            "--max_num_seqs",
            "16",
            "--no-enable-prefix-caching",
            "--step-base-ms",
            "2.5",
        ]);

        Assert.That(options.ModelName, Is.EqualTo("m"));
        Assert.That(options.Host, Is.EqualTo("0.0.0.0"));
        Assert.That(options.Port, Is.EqualTo(8001));
        Assert.That(options.Engine.MaxNumSeqs, Is.EqualTo(16));
        Assert.That(options.Engine.EnablePrefixCaching, Is.False);
        Assert.That(options.Engine.StepBaseMicroseconds, Is.EqualTo(2500));
    }

    [Test]
    public void Parse_WithoutServeAndModel_UsesDefaults()
    {
        var options = OptionParser.Parse([]);

        Assert.That(options.ModelName, Is.EqualTo("simulated"));
        Assert.That(options.Port, Is.EqualTo(8000));
    }

    [Test]
    public void Parse_RepeatedOption_LastWins() =>
        Assert.That(
            OptionParser.Parse(["--port", "1", "--enable-prefix-caching", "--port", "2", "--no-enable-prefix-caching"]),
            Is.EqualTo(OptionParser.Parse(["--no-enable-prefix-caching", "--port", "2"]))
        );

    [TestCase("--foo", "--foo")]
    [TestCase("--no-port", "--no-port")]
    [TestCase("-x", "-x")]
    [TestCase("m n", "'n'")]
    [TestCase("--port", "--port: a value is expected")]
    [TestCase("--host --port 1", "--host: a value is expected")]
    [TestCase("--port 65536", "'65536' is not an integer from 0 to 65535")]
    [TestCase("--port 8,000", "'8,000'")]
    [TestCase("--step-base-ms -1", "'-1' is not a number from 0")]
    [TestCase("--noise NaN", "'NaN'")]
    [TestCase("--enable-prefix-caching=true", "--enable-prefix-caching takes no value")]
    [TestCase("--max-num-seqs 100 --max-num-batched-tokens 99", "--max-num-batched-tokens (99) must be at least --max-num-seqs (100)")]
    [TestCase("--kv-cache-tokens 15", "--kv-cache-tokens")]
    public void Parse_BadInput_NamesIt(string line, string named) =>
        Assert.That(() => OptionParser.Parse(line.Split(' ')), Throws.TypeOf<OptionException>().With.Message.Contains(named));

    [Test]
    [SetCulture("de-DE")]
    public void Parse_UnderGermanCulture_ReadsPoints() =>
        Assert.That(OptionParser.Parse(["--step-base-ms", "1.5"]).Engine.StepBaseMicroseconds, Is.EqualTo(1500));
}
