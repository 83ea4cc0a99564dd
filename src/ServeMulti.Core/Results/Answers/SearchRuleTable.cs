using System.Globalization;
using System.Text.Json;
using ServeMulti.Sla;

namespace ServeMulti.Results;

/// <summary>The rules under which searches conclude: how each is called in files and by people, and its value. Whatever is added to the
/// options is added here.</summary>
internal static class SearchRuleTable
{
    public const string BasePrompts = "basePrompts";
    public const string FallbackPrompts = "basePromptsOtherwise";
    public const string PruneServers = "pruneServers";
    public const string Iterations = "iterations";

    private static readonly Rule[] Rules =
    [
        new(
            "method",
            "method (--sla-search)",
            o => o.Method == SlaSearchMethod.Bisection ? "bisection" : "adaptive",
            (o, v) => o with { Method = v.GetString() == "bisection" ? SlaSearchMethod.Bisection : SlaSearchMethod.Adaptive }
        ),
        new("runsPerLoad", "runs (--num-runs)", o => o.RunsPerLoad, (o, v) => o with { RunsPerLoad = v.GetInt32() }),
        new("tolerance", "tolerance (--sla-tolerance)", o => o.Tolerance, (o, v) => o with { Tolerance = v.GetDouble() }),
        new("minLoad", "smallest load (--sla-min)", o => o.MinLoad, (o, v) => o with { MinLoad = Number(v) }),
        new("maxLoad", "largest load (--sla-max)", o => o.MaxLoad, (o, v) => o with { MaxLoad = v.GetDouble() }),
        new(
            "budget",
            "budget of runs (--sla-budget)",
            o => o.BudgetOrDefault == int.MaxValue ? null : o.BudgetOrDefault,
            (o, v) => o with { Budget = (int?)Number(v) }
        ),
        new(
            "timeBudgetSeconds",
            "time budget (--sla-time-budget)",
            o => o.TimeBudget?.TotalSeconds,
            (o, v) => o with { TimeBudget = Number(v) is { } seconds ? TimeSpan.FromSeconds(seconds) : null }
        ),
        new(BasePrompts, "prompts of the shortest run (num_prompts)", o => o.BasePrompts, (o, v) => o with { BasePrompts = v.GetInt32() }),
        new("fixedPrompts", "fixed prompts (--fixed-prompts)", o => o.FixedPrompts, (o, v) => o with { FixedPrompts = v.GetBoolean() }),
        new(
            "runTimeSeconds",
            "seconds of a run (--sla-run-seconds)",
            o => o.RunTime.TotalSeconds,
            (o, v) => o with { RunTime = TimeSpan.FromSeconds(v.GetDouble()) }
        ),
        new(
            "maxRunTimeSeconds",
            "seconds of the longest run",
            o => o.MaxRunTime.TotalSeconds,
            (o, v) => o with { MaxRunTime = TimeSpan.FromSeconds(v.GetDouble()) }
        ),
        new(
            "promptsPerConcurrency",
            "prompts per request in flight",
            o => o.PromptsPerConcurrency,
            (o, v) => o with { PromptsPerConcurrency = v.GetInt32() }
        ),
        new(
            "confirmFactor",
            "length of confirming runs (--sla-confirm)",
            o => o.ConfirmFactor,
            (o, v) => o with { ConfirmFactor = v.GetDouble() }
        ),
        new(
            "sustainedLatencies",
            "latencies of a sustained run",
            o => o.SustainedLatencies,
            (o, v) => o with { SustainedLatencies = v.GetDouble() }
        ),
        new(
            "sustainedShare",
            "sustained share (--sustained-share)",
            o => o.Rules.SustainedShare,
            (o, v) => o with { Rules = o.Rules with { SustainedShare = v.GetDouble() } }
        ),
        new(
            "failedShareLimit",
            "share of requests that may fail (--failed-share)",
            o => o.Rules.FailedShareLimit,
            (o, v) => o with { Rules = o.Rules with { FailedShareLimit = v.GetDouble() } }
        ),
    ];

    /// <summary>Gets what people call the rules, by their names in files.</summary>
    public static IReadOnlyDictionary<string, string> Words { get; } =
        Rules
            .ToDictionary(rule => rule.Key, rule => rule.Words)
            .Append(new(FallbackPrompts, "prompts of the shortest run where the benchmark has no num_prompts"))
            .Append(new(PruneServers, "pruning of servers (--sla-prune)"))
            .Append(new(Iterations, "number of loads (--workload-iters)"))
            .ToDictionary();

    /// <summary>Writes the rules under which an answer was found, as an object.</summary>
    public static void Write(Utf8JsonWriter writer, SlaSearchOptions options, bool prunesServers)
    {
        writer.WriteStartObject();
        foreach (var rule in Rules)
        {
            Write(writer, rule.Key, rule.Get(options));
        }

        writer.WriteBoolean(PruneServers, prunesServers);
        writer.WriteEndObject();
    }

    /// <summary>Writes the rules under which a search is asked for, whose prompts may be those of the benchmark.</summary>
    public static void WriteAsked(Utf8JsonWriter writer, SlaSearchOptions options, int? basePrompts, bool prunesServers)
    {
        writer.WriteStartObject();
        foreach (var rule in Rules)
        {
            Write(writer, rule.Key, rule.Key == BasePrompts ? basePrompts : rule.Get(options));
        }

        writer.WriteNumber(FallbackPrompts, options.BasePrompts);
        writer.WriteBoolean(PruneServers, prunesServers);
        writer.WriteEndObject();
    }

    /// <summary>Reads the rules; what is missing has its default.</summary>
    public static SlaSearchOptions Read(JsonElement element) =>
        Rules.Aggregate(
            new SlaSearchOptions(),
            (options, rule) => element.TryGetProperty(rule.Key, out var value) ? rule.Set(options, value) : options
        );

    private static void Write(Utf8JsonWriter writer, string key, object? value)
    {
        writer.WritePropertyName(key);
        switch (value)
        {
            case string text:
                writer.WriteStringValue(text);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case int whole:
                writer.WriteNumberValue(whole);
                break;
            case double number when double.IsFinite(number):
                writer.WriteNumberValue(number);
                break;
            case double other:
                writer.WriteStringValue(other.ToString(CultureInfo.InvariantCulture));
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    private static double? Number(JsonElement value) => value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    /// <summary>One rule of a search.</summary>
    private sealed record Rule(
        string Key,
        string Words,
        Func<SlaSearchOptions, object?> Get,
        Func<SlaSearchOptions, JsonElement, SlaSearchOptions> Set
    );
}
