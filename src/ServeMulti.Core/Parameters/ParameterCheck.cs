using System.Text;

namespace ServeMulti.Parameters;

/// <summary>Returns what is wrong with keys, values and names of parameter sets, as the end of a line that names their place.</summary>
internal static class ParameterCheck
{
    /// <summary>Returns what is wrong with a pair; null if nothing is.</summary>
    public static string? FindProblem(string key, ParameterValue? value)
    {
        if (FindKeyProblem(key) is { } problem)
        {
            return problem;
        }

        if (value is null)
        {
            return Null(key);
        }

        if (value.Kind != ParameterKind.Text)
        {
            return null;
        }

        if (value.Text.Contains('\0', StringComparison.Ordinal))
        {
            return $"key {Excerpt.Of(key)} has a value with a NUL character, which no argument can hold; remove it.";
        }

        return IsUnicode(value.Text)
            ? null
            : $"key {Excerpt.Of(key)} has a value with half of a surrogate pair, which is not valid Unicode; correct it.";
    }

    /// <summary>Returns what is wrong with a key; null if nothing is.</summary>
    public static string? FindKeyProblem(string key) =>
        key == ParameterSet.NameKey ? $"{key} names a set and is never an option; set the property {nameof(ParameterSet.Name)} instead."
        : OptionKey.IsValid(key) ? null
        : $"key {Excerpt.Of(key)} is not an option name; write it without leading dashes, with letters, digits, '_', '-' and '.' only.";

    /// <summary>Returns what is wrong with a name; null if nothing is.</summary>
    public static string? FindNameProblem(string name) =>
        name.Length == 0 ? $"{ParameterSet.NameKey} is empty; give a name or leave the key out."
        : name.Contains('\0', StringComparison.Ordinal) ? $"{ParameterSet.NameKey} {Excerpt.Of(name)} holds a NUL character; remove it."
        : IsUnicode(name) ? null
        : $"{ParameterSet.NameKey} {Excerpt.Of(name)} holds half of a surrogate pair, which is not valid Unicode; correct it.";

    /// <summary>Returns the message that a key has no value.</summary>
    public static string Null(string key) => $"key {Excerpt.Of(key)} has a null value; give it a value or leave the key out.";

    /// <summary>Returns the message that one set has an option twice.</summary>
    /// <param name="key">The second key.</param>
    /// <param name="first">The first, spelled alike or not.</param>
    public static string Twice(string key, string first) =>
        key == first
            ? $"key {Excerpt.Of(key)} is given twice; keep one of them."
            : $"key {Excerpt.Of(key)} is another spelling of {Excerpt.Of(first)}; keep one of them.";

    /// <summary>Returns whether text is valid Unicode: it contains no half of a surrogate pair.</summary>
    public static bool IsUnicode(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out _, out var length) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            text = text[length..];
        }

        return true;
    }
}
