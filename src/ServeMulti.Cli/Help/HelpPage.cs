using System.CommandLine;

namespace ServeMulti.Cli.Help;

/// <summary>The help of one command: its options in groups, each of them once, and examples.</summary>
/// <param name="Examples">Command lines to start from.</param>
/// <param name="Groups">The options, by the title of their group.</param>
internal sealed record HelpPage(IReadOnlyList<string> Examples, IReadOnlyList<(string Title, IReadOnlyList<Option> Options)> Groups)
{
    private const string Rest = "Other";

    /// <summary>Returns the page of a command.</summary>
    public static HelpPage Of(Command command)
    {
        var (examples, titles) = HelpTitles.Of(command);
        Option[] options = [.. command.Options.Where(option => !option.Hidden)];
        var groups = options.GroupBy(option => titles.FirstOrDefault(title => title.Owns(option.Name))?.Title ?? Rest).ToArray();
        return new(
            examples,
            [
                .. titles
                    .Select(title => title.Title)
                    .Distinct()
                    .Append(Rest)
                    .SelectMany(title => groups.Where(group => group.Key == title))
                    .Select(group => (group.Key, (IReadOnlyList<Option>)[.. group])),
            ]
        );
    }
}
