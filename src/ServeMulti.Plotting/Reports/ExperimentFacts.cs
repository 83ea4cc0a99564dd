using System.Globalization;
using System.Text.Json;

namespace ServeMulti.Plotting.Reports;

/// <summary>Reads what was run, where and when from an experiment's own file.</summary>
internal static class ExperimentFacts
{
    private const string Mask = "***";

    private static readonly string[] Secrets = ["key", "token", "secret", "password", "passwd", "authorization", "credential"];

    public static IReadOnlyList<KeyValuePair<string, string>> Read(JsonElement root)
    {
        var facts = new List<KeyValuePair<string, string>>();
        Add("started", Time(root, "startedAt"));
        Add("ended", Time(root, "endedAt") ?? "not yet, or the host was killed");
        Add("host", Text(root, "host"));
        Add("ServeMulti", Text(root, "toolVersion"));
        if (root.TryGetProperty("definition", out var definition) && definition.ValueKind == JsonValueKind.Object)
        {
            Add("server command", Command(definition, "serveCommand"));
            Add("running server", Text(definition, "endpoint"));
            Add("benchmark command", Command(definition, "benchCommand"));
        }

        Add("runs per case", root.TryGetProperty("runsPerCase", out var runs) ? runs.ToString() : null);
        return facts;

        void Add(string name, string? value)
        {
            if (value is { Length: > 0 })
            {
                facts.Add(new(name, value));
            }
        }
    }

    /// <summary>Masks the values of options that look like keys: a report is made to be passed on.</summary>
    internal static IEnumerable<string> MaskSecrets(IEnumerable<string> words)
    {
        var isSecret = false;
        foreach (var word in words)
        {
            var isOption = word.StartsWith('-');
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            var name = equals > 0 ? word[..equals] : word;
            if (isSecret && !isOption)
            {
                yield return Mask;
            }
            else if (equals > 0 && IsSecret(name))
            {
                yield return $"{name}={Mask}";
            }
            else
            {
                yield return LooksLikeHeader(word) ? Mask : word;
            }

            isSecret = isOption && equals < 0 && IsSecret(name);
        }
    }

    private static bool IsSecret(string name)
    {
        var parts = name.TrimStart('-').Split('-', '_', '.');
        // max-tokens and tokenizer are no secrets.
        return Secrets.Any(secret => parts.Contains(secret, StringComparer.OrdinalIgnoreCase)) || name.Contains("apikey", StringComparison.OrdinalIgnoreCase);
    }

    private static bool LooksLikeHeader(string word) =>
        word.Contains("Bearer ", StringComparison.OrdinalIgnoreCase) || word.StartsWith("Authorization", StringComparison.OrdinalIgnoreCase);

    private static string? Command(JsonElement root, string name) => root.TryGetProperty(name, out var words) && words.ValueKind == JsonValueKind.Array
        ? string.Join(' ', MaskSecrets(words.EnumerateArray().Select(word => word.GetString() ?? "")).Select(Quote))
        : null;

    private static string Quote(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:=,@%+*".Contains(c, StringComparison.Ordinal)) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? Time(JsonElement root, string name) =>
        DateTimeOffset.TryParse(Text(root, name), CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture) : null;
}
