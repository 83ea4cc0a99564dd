using System.Diagnostics;
using System.Globalization;
using ServeMulti.SearchLab;
using ServeMulti.Sla;

var arguments = new LabArguments(args);
long seed = arguments.Number("--seed", 1);
int count = (int)arguments.Number("--instances", 200);
var clock = Stopwatch.StartNew();
var cache = new TruthCache(arguments.Text("--cache"));

Instance[] Draw(LoadVariable variable, bool withFour)
{
    var instances = new Instance[count];
    Parallel.For(0, count, new() { MaxDegreeOfParallelism = 2 }, i => instances[i] = Instance.Draw(cache, (seed * 100_003) + i, variable, withFour));
    cache.Save();
    return instances;
}

var adaptive = new SlaSearchOptions();
var bisection = new SlaSearchOptions { Method = SlaSearchMethod.Bisection };
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}, {count} instances"));

if (arguments.Has("rate"))
{
    Instance[] instances = Draw(LoadVariable.RequestRate, withFour: arguments.Has("four"));
    var table = new Table("request_rate, R = 3, run noise 3 %, N = max(200, 30 s x r)");
    if (arguments.Has("others"))
    {
        table.Add("original", Contest.PlayOriginal(instances, 0.03, 3, null, 1));
        table.Add("bisection", Contest.Play(instances, 0.03, bisection, 2));
    }

    SearchOutcome[] outcomes = Contest.Play(instances, 0.03, adaptive, 3);
    table.Add("adaptive", outcomes);
    table.Print(Console.Out, isRate: true);
    if (arguments.Has("list"))
    {
        foreach (SearchOutcome o in outcomes.OrderBy(o => double.IsNaN(o.Load) ? -1 : o.Load / o.Truth))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{o.Load / o.Truth,6:0.000} runs {o.Runs,3} {o.Seconds,6:0} s truth {o.Truth,7:0.00} cap {o.Capacity,7:0.00} least {o.AtLeast / o.Truth:0.00} [{o.Interval?.Low / o.Truth:0.00} {o.Interval?.High / o.Truth:0.00}] {o.Outcome} {o.Label} {o.Crash} {(arguments.Has("trace") ? o.Probes : "")}"));
        }
    }

    if (arguments.Has("four"))
    {
        var four = new Table("four SLAs on one server, request_rate, all runs shared (runs and time are those of all four)");
        four.Add("adaptive", [.. Contest.PlayFour(instances, 0.03, adaptive, 4)]);
        four.Print(Console.Out, isRate: true);
    }

    if (arguments.Has("fixed"))
    {
        foreach (double noise in new[] { 0, 0.05, 0.1 })
        {
            var fixedTable = new Table(string.Create(CultureInfo.InvariantCulture, $"200 prompts whatever the load, sustained rule off, run noise {100 * noise:0} % (truth does not apply: shares are for information)"));
            fixedTable.Add("original", Contest.PlayOriginal(instances, noise, 3, 200, 5));
            fixedTable.Add("adaptive", Contest.Play(instances, noise, new() { FixedPrompts = true, Rules = new() { SustainedShare = 0 } }, 6));
            fixedTable.Print(Console.Out, isRate: true);
        }
    }
}

if (arguments.Has("concurrency"))
{
    Instance[] instances = Draw(LoadVariable.MaxConcurrency, withFour: false);
    var table = new Table("max_concurrency, R = 3, run noise 3 %, N = max(200, 20 x concurrency)");
    if (arguments.Has("others"))
    {
        table.Add("original", Contest.PlayOriginal(instances, 0.03, 3, null, 7));
        table.Add("bisection", Contest.Play(instances, 0.03, bisection, 8));
    }

    SearchOutcome[] outcomes = Contest.Play(instances, 0.03, adaptive, 9);
    table.Add("adaptive", outcomes);
    table.Print(Console.Out, isRate: false);
    if (arguments.Has("list"))
    {
        foreach (SearchOutcome o in outcomes.OrderBy(o => double.IsNaN(o.Load) ? -1 : o.Load / o.Truth))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{o.Load / o.Truth,6:0.000} runs {o.Runs,3} {o.Seconds,6:0} s truth {o.Truth,7:0.00} load {o.Load,7:0.00} least {o.AtLeast / o.Truth:0.00} [{o.Interval?.Low / o.Truth:0.00} {o.Interval?.High / o.Truth:0.00}] {o.Outcome} {o.Label} {o.Crash} {(arguments.Has("trace") ? o.Probes : "")}"));
        }
    }
}

Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"took {clock.Elapsed.TotalSeconds:0} s"));
