using ServeMulti.Parameters;

namespace ServeMulti.Cases;

/// <summary>Describes how two cases differ, old -> new.</summary>
internal static class CaseDifferences
{
    /// <summary>Lists what differs in the commands, which the cases of a sweep share. Secrets are not compared: they are not
    /// stored.</summary>
    public static IEnumerable<string> OfCommands(BenchmarkCase old, BenchmarkCase planned)
    {
        if (!Equals(old.ServeCommand?.Redact(), planned.ServeCommand?.Redact()))
        {
            yield return $"serve command changed: {Spell(old.ServeCommand)} -> {Spell(planned.ServeCommand)}";
        }

        if (Spell(old.Endpoint) != Spell(planned.Endpoint))
        {
            yield return $"server address changed: {Spell(old.Endpoint)} -> {Spell(planned.Endpoint)}";
        }

        if (!Equals(old.BenchCommand?.Redact(), planned.BenchCommand?.Redact()))
        {
            yield return $"bench command changed: {Spell(old.BenchCommand)} -> {Spell(planned.BenchCommand)}";
        }
    }

    /// <summary>Lists what differs in the parameters.</summary>
    public static IEnumerable<string> OfParameters(BenchmarkCase old, BenchmarkCase planned) =>
        OfSets("serve", old.ServeParameters, planned.ServeParameters).Concat(OfSets("bench", old.BenchParameters, planned.BenchParameters));

    private static IEnumerable<string> OfSets(string side, ParameterSet old, ParameterSet planned)
    {
        foreach (var (key, value) in old)
        {
            if (!planned.TryFind(key, out var other))
            {
                yield return $"{side} parameter {key} was removed ({value.Text})";
            }
            else if (!value.Equals(other))
            {
                yield return $"{side} parameter {key}: {SpellChange(value, other!)}";
            }
        }

        foreach (var (key, value) in planned)
        {
            if (!old.TryFind(key, out _))
            {
                yield return $"{side} parameter {key} was added ({value.Text})";
            }
        }
    }

    private static string SpellChange(ParameterValue old, ParameterValue planned) =>
        old.Text == planned.Text
            ? $"{old.Text} ({Spell(old.Kind)}) -> {planned.Text} ({Spell(planned.Kind)})"
            : $"{old.Text} -> {planned.Text}";

    private static string Spell(ParameterKind kind) =>
        kind switch
        {
            ParameterKind.Text => "text",
            ParameterKind.Number => "number",
            ParameterKind.Boolean => "Boolean",
            _ => "JSON",
        };

    private static string Spell(CommandLine? command) => command?.Redact().ToString() ?? "none";

    private static string Spell(Uri? address) => address is null ? "none" : SecretText.Redact(address.ToString());
}
