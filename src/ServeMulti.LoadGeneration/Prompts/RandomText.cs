using System.Text;

namespace ServeMulti.LoadGeneration.Prompts;

/// <summary>Writes texts of random words.</summary>
internal static class RandomText
{
    public static string Write(PromptRandom random, int words)
    {
        var text = new StringBuilder(words * 6);
        for (var i = 0; i < words; i++)
        {
            text.Append(i == 0 ? "" : " ").Append(PromptWords.All[random.Next(PromptWords.All.Length)]);
        }

        return text.ToString();
    }

    /// <summary>Puts a beginning and what follows it together.</summary>
    public static string Join(string prefix, string text) =>
        prefix.Length == 0 ? text
        : text.Length == 0 ? prefix
        : prefix + " " + text;
}
