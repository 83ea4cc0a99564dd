using System.Globalization;

namespace ServeMulti.Parameters;

/// <summary>Collects settings that are out of range, so that all of them are reported together.</summary>
internal sealed class SettingCheck
{
    private readonly string _subject;
    private readonly List<string> _problems = [];

    /// <param name="subject">What the settings are of, such as <c>SLA search</c>.</param>
    public SettingCheck(string subject) => _subject = subject;

    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Reports a setting unless it is good.</summary>
    /// <param name="isGood">Whether its value is in range.</param>
    /// <param name="setting">The setting in words, such as <c>the tolerance</c>.</param>
    /// <param name="value">Its value.</param>
    /// <param name="rule">What it must be, such as <c>must be above 0</c>.</param>
    public SettingCheck Require(bool isGood, string setting, object? value, string rule)
    {
        if (!isGood)
        {
            _problems.Add(string.Create(CultureInfo.InvariantCulture, $"{_subject}: {setting} is {value}: it {rule}."));
        }

        return this;
    }

    /// <summary>Refuses settings of which any is out of range.</summary>
    /// <exception cref="InvalidInputException">At least one problem was given; it lists all of them.</exception>
    public static void ThrowIfAny(IReadOnlyList<string> problems)
    {
        if (problems.Count > 0)
        {
            throw new InvalidInputException(problems);
        }
    }
}
