using System.Text;

namespace ServeMulti.Plotting.Fonts;

/// <summary>Makes characters visible that change how the text around them is shown: those that turn its direction round, and tags, which
/// are
/// shown nowhere.</summary>
internal static class VisibleText
{
    /// <summary>Returns whether a character changes how others are shown.</summary>
    public static bool IsHidden(Rune rune) =>
        rune.Value
            is 0x061C
                or 0x200E
                or 0x200F
                or (>= 0x2028 and <= 0x202E)
                or (>= 0x2066 and <= 0x206F)
                or (>= 0xFFF9 and <= 0xFFFB)
                or (>= 0xE0000 and <= 0xE007F);

    /// <summary>Spells a character: <c>\u202e</c>.</summary>
    public static string Spell(Rune rune) => rune.Value <= 0xFFFF ? $"\\u{rune.Value:x4}" : $"\\U{rune.Value:x8}";

    /// <summary>Spells such characters in a text.</summary>
    public static string Of(string text) =>
        text.EnumerateRunes().Any(IsHidden)
            ? string.Concat(text.EnumerateRunes().Select(rune => IsHidden(rune) ? Spell(rune) : rune.ToString()))
            : text;
}
