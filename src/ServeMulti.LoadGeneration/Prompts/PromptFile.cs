using System.Text;
using System.Text.Json;
using ServeMulti.Files;
using ServeMulti.Parameters;

namespace ServeMulti.LoadGeneration.Prompts;

/// <summary>Reads files of prompts.</summary>
internal static class PromptFile
{
    // What the original leaves out of a ShareGPT file: turns too short to measure, and conversations too long for most servers.
    private const int FewestTokens = 4;
    private const int MostPromptTokens = 1024;
    private const int MostTokens = 2048;

    private const int LargestFile = 2_000_000_000;

    /// <summary>Reads the prompts of a file.</summary>
    /// <exception cref="InvalidInputException">The file cannot be read, is not what it should be, or holds no prompt.</exception>
    public static IReadOnlyList<ListedPrompt> Load(PromptDataset dataset, string path)
    {
        List<ListedPrompt> prompts;
        try
        {
            prompts = dataset == PromptDataset.ShareGpt ? ReadConversations(path) : ReadLines(path);
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InvalidInputException($"dataset_path: '{path}' cannot be read: {exception.Message}", exception);
        }

        return prompts.Count > 0 ? prompts : throw new InvalidInputException($"dataset_path: '{path}' holds no prompt that can be used.");
    }

    private static List<ListedPrompt> ReadLines(string path)
    {
        List<ListedPrompt> prompts = [];
        var number = 0;
        using var reader = new StreamReader(InputFile.Open(path, LargestFile), Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                prompts.Add(
                    TryReadLine(line)
                        ?? throw new InvalidInputException(
                            FormattableString.Invariant(
                                $"dataset_path: '{path}', line {number}: not a JSON object with a text 'prompt' (and a whole number 'output_tokens' of 1 or more)."
                            )
                        )
                );
            }
        }

        return prompts;
    }

    private static ListedPrompt? TryReadLine(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (
                root.ValueKind != JsonValueKind.Object
                || !root.TryGetProperty("prompt", out var prompt)
                || prompt.ValueKind != JsonValueKind.String
            )
            {
                return null;
            }

            if (!root.TryGetProperty("output_tokens", out var length) || length.ValueKind == JsonValueKind.Null)
            {
                return new(prompt.GetString()!, null);
            }

            return length.ValueKind == JsonValueKind.Number && length.TryGetInt32(out var tokens) && tokens > 0
                ? new(prompt.GetString()!, tokens)
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static List<ListedPrompt> ReadConversations(string path)
    {
        using var file = InputFile.Open(path, LargestFile);
        try
        {
            using var document = JsonDocument.Parse(file);
            return document.RootElement.ValueKind == JsonValueKind.Array
                ? [.. document.RootElement.EnumerateArray().Select(TryReadConversation).OfType<ListedPrompt>()]
                : throw new InvalidInputException($"dataset_path: '{path}' is not a JSON list of conversations.");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new InvalidInputException(
                $"dataset_path: '{path}' is not a JSON list of conversations: {Excerpt.Line(exception is JsonException json ? JsonProblem.Describe(json) : exception.Message)}",
                exception
            );
        }
    }

    private static ListedPrompt? TryReadConversation(JsonElement entry)
    {
        if (
            entry.ValueKind != JsonValueKind.Object
            || !entry.TryGetProperty("conversations", out var turns)
            || turns.ValueKind != JsonValueKind.Array
            || turns.GetArrayLength() < 2
        )
        {
            return null;
        }

        if (TryReadTurn(turns[0]) is not { } prompt || TryReadTurn(turns[1]) is not { } answer)
        {
            return null;
        }

        var (input, output) = (ListedPrompt.EstimateTokens(prompt), ListedPrompt.EstimateTokens(answer));
        return input >= FewestTokens && output >= FewestTokens && input <= MostPromptTokens && input + output <= MostTokens
            ? new(prompt, output)
            : null;
    }

    private static string? TryReadTurn(JsonElement turn) =>
        turn.ValueKind == JsonValueKind.Object && turn.TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
