using System.Globalization;
using ServeMulti.Parameters;
using ServeMulti.Sla;

namespace ServeMulti.Sweeping;

/// <summary>Finds what is wrong with a definition, all of it together.</summary>
internal static class DefinitionCheck
{
    private const int MostRunsOfACase = 1_000_000;

    public static List<string> FindProblems(SweepDefinition definition)
    {
        var problems = new List<string>();
        CheckNumbers(definition, problems);
        CheckSweep(definition.ServeParameters, "serve", problems);
        CheckSweep(definition.BenchParameters, "bench", problems);
        CheckSecrets(definition.ServeParameters, "serve", problems);
        CheckSecrets(definition.BenchParameters, "bench", problems);
        CheckEndpoint(definition, problems);
        CheckEnvironment(definition, problems);
        CheckLinks(definition, problems);
        CheckSearch(definition, problems);
        CheckScan(definition, problems);
        problems.AddRange(new[] { RunOrderText.FindProblem(definition) }.OfType<string>());
        return problems;
    }

    private static void CheckNumbers(SweepDefinition definition, List<string> problems)
    {
        if (definition.RunsPerCase is < 1 or > MostRunsOfACase)
        {
            problems.Add(
                definition.RunsPerCase < 1
                    ? $"The number of runs is {definition.RunsPerCase}; it must be at least 1."
                    : $"The number of runs is {definition.RunsPerCase}; it must be at most {MostRunsOfACase}."
            );
        }

        if (definition.WarmupPrompts < 0)
        {
            problems.Add($"The number of warm-up prompts is {definition.WarmupPrompts}; it must be at least 0.");
        }

        if (definition is { RestartBetweenRuns: true, WarmupPrompts: > 0 })
        {
            problems.Add(
                "The server is to be started anew before each run (--restart-between-runs), so the warm-up before it would be lost: leave out one of the two."
            );
        }

        if (definition.FailedShareLimit is not (>= 0 and < 1))
        {
            problems.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The share of requests that may fail is {definition.FailedShareLimit}; it must be from 0 to below 1."
                )
            );
        }

        if (definition is { Search: not null, FailedShareLimit: > 0 })
        {
            problems.Add(
                "The share of requests that may fail in a search is part of its own rules (Search.Options.Rules.FailedShareLimit): set it there."
            );
        }

        if (definition.ReadyTimeout <= TimeSpan.Zero)
        {
            problems.Add($"The server's ready timeout is {definition.ReadyTimeout.TotalSeconds:R} s; it must be more than 0.");
        }

        if (definition.RunTimeout is { } timeout && timeout <= TimeSpan.Zero)
        {
            problems.Add($"The run timeout is {timeout.TotalSeconds:R} s; it must be more than 0.");
        }
    }

    private static void CheckSweep(ParameterSweep sweep, string side, List<string> problems)
    {
        if (sweep.Count == 0)
        {
            problems.Add(
                $"The plan is empty: there is no {side} parameter set. Leave the {side} parameters out to run the command as it is."
            );
        }
    }

    private static void CheckSecrets(ParameterSweep sweep, string side, List<string> problems) =>
        problems.AddRange(
            sweep
                .SelectMany(parameters => parameters)
                .Where(parameter => SecretWords.HoldSecret(parameter.Key, parameter.Value.Text))
                .Select(parameter => parameter.Key)
                .Distinct(StringComparer.Ordinal)
                .Select(key =>
                    $"{side} parameter {key} holds a secret, and the values of parameters are in folder names, tables and reports: put it into the command, or better into the environment."
                )
        );

    private static void CheckEndpoint(SweepDefinition definition, List<string> problems)
    {
        if (definition.Endpoint is { } endpoint && !(endpoint.IsAbsoluteUri && endpoint.Scheme is "http" or "https"))
        {
            problems.Add(
                $"The endpoint '{SecretText.Redact(endpoint.OriginalString)}' is not an http or https address such as http://127.0.0.1:8000."
            );
        }

        var isRunningAlready = definition is { ServeCommand: null, Endpoint: not null };
        if (isRunningAlready && definition.RestartBetweenRuns)
        {
            problems.Add(
                $"The server that is already running at {SecretText.Redact(definition.Endpoint!.ToString())} is not ours to start anew (--restart-between-runs): give a server command, or leave the option out."
            );
        }

        if (isRunningAlready && definition.ServeParameters.Any(parameters => parameters.Count > 0))
        {
            problems.Add(
                $"Serve parameters cannot be laid over the server that is already running at {SecretText.Redact(definition.Endpoint!.ToString())}; give a server command instead."
            );
        }
    }

    private static void CheckEnvironment(SweepDefinition definition, List<string> problems)
    {
        foreach (var (name, value) in definition.ServerEnvironment)
        {
            if (name.Length == 0 || name.AsSpan().IndexOfAny('=', '\0') >= 0)
            {
                problems.Add(
                    $"'{name.Replace("\0", "\\0", StringComparison.Ordinal)}' is not a name of an environment variable; it must not be empty or hold '=' or a NUL character."
                );
            }
            else if (value?.Contains('\0', StringComparison.Ordinal) == true)
            {
                problems.Add($"The value of environment variable {name} holds a NUL character.");
            }
        }
    }

    private static void CheckSearch(SweepDefinition definition, List<string> problems)
    {
        if (definition.Search is not { } search)
        {
            return;
        }

        if (search.ServiceLevels.Count == 0)
        {
            problems.Add("The search has no SLA; give at least one.");
        }

        problems.AddRange(search.ServiceLevels.SelectMany(level => level.FindProblems()));
        problems.AddRange(
            search
                .ServiceLevels.GroupBy(level => SearchAnswerName.Of(level, search.Variable), StringComparer.OrdinalIgnoreCase)
                .Where(group => group.Select(level => (level.Name, level.Text)).Distinct().Count() > 1)
                .Select(group =>
                    $"Two SLAs are called {group.First()}: \"{group.First().Text}\" and \"{group.Last().Text}\"; give each a name of its own."
                )
        );
        problems.AddRange((search.Options with { RunsPerLoad = Math.Max(1, definition.RunsPerCase) }).FindProblems(search.Variable));
        if (problems.Count == 0 && SearchPlan.MostRuns(definition, search) > MostRunsOfACase)
        {
            problems.Add(
                $"SLA search: a case may take {SearchPlan.MostRuns(definition, search)} runs; at most {MostRunsOfACase} are allowed: lower the budget or the runs per load."
            );
        }

        CheckVariable(definition, search.Variable, "search", problems);
    }

    private static void CheckScan(SweepDefinition definition, List<string> problems)
    {
        if (definition.Scan is not { } scan)
        {
            return;
        }

        if (definition.Search is not null)
        {
            problems.Add("The sweep has both a search and a load scan; it does one of them: take out the SLAs, or the scan.");
            return;
        }

        if (scan.Iterations < 2)
        {
            problems.Add($"Load scan: the number of levels is {scan.Iterations}; it must be at least 2.");
        }
        else if ((long)scan.Iterations * definition.RunsPerCase > MostRunsOfACase)
        {
            problems.Add(
                $"Load scan: {scan.Iterations} levels of {definition.RunsPerCase} runs are more than the {MostRunsOfACase} that a case may have."
            );
        }

        if (scan.Prompts < 1)
        {
            problems.Add($"Load scan: the number of prompts is {scan.Prompts}; it must be at least 1.");
        }

        problems.AddRange(new[] { LoadScan.FindVariableProblem(scan.Variable) }.OfType<string>());
        CheckVariable(definition, scan.Variable, "scan", problems);
    }

    private static void CheckVariable(SweepDefinition definition, LoadVariable variable, string mode, List<string> problems)
    {
        for (var place = 0; place < definition.BenchParameters.Count; place++)
        {
            if (definition.BenchParameters[place].TryFind(variable.Name, out _))
            {
                problems.Add($"bench parameter set {place + 1} holds {variable.Name}, which the {mode} varies; take it out.");
            }
        }
    }

    private static void CheckLinks(SweepDefinition definition, List<string> problems)
    {
        foreach (var link in definition.Links)
        {
            if (!definition.ServeParameters.Any(parameters => parameters.TryFind(link.ServeKey, out _)))
            {
                problems.Add($"The link {link}: no serve parameter set has the key '{link.ServeKey}'.");
            }

            if (!definition.BenchParameters.Any(parameters => parameters.TryFind(link.BenchKey, out _)))
            {
                problems.Add($"The link {link}: no bench parameter set has the key '{link.BenchKey}'.");
            }
        }
    }
}
