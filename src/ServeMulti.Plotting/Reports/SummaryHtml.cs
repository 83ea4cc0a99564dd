using System.Globalization;

namespace ServeMulti.Plotting.Reports;

/// <summary>Writes the summary as the first screen of the page.</summary>
internal static class SummaryHtml
{
    /// <summary>A cell with a longer text is broken into lines.</summary>
    private const int LongCell = 28;

    /// <summary>A longer word is broken, because it would make the table wider than the page.</summary>
    private const int LongWord = 32;

    public static void Write(Html html, ReportSummary summary)
    {
        html.Markup("<section aria-labelledby=\"verdict\">\n").Element("h2", "Verdict", "id=\"verdict\"").Markup("\n");
        foreach (var warning in summary.Warnings)
        {
            html.Element("p", warning).Markup("\n");
        }

        foreach (var (answer, place) in summary.Answers.Select((answer, place) => (answer, place)))
        {
            WriteAnswer(html, answer, place);
        }

        WriteAdvice(html, summary.Next, "next");

        foreach (var note in summary.Notes)
        {
            html.Element("p", note, "class=\"soft\"").Markup("\n");
        }

        html.Markup("</section>\n");
    }

    private static void WriteAnswer(Html html, SummaryAnswer answer, int place)
    {
        var look = answer.IsClear ? "verdict" : "verdict open";
        if (answer.IsFolded)
        {
            html.Markup($"<details class=\"{look}\">\n<summary>");
            if (answer.Heading is { } name)
            {
                html.Element("strong", name).Markup(" ");
            }

            html.Text(answer.Sentences[0]).Markup("</summary>\n");
        }
        else
        {
            html.Markup($"<div class=\"{look}\">\n");
            if (answer.Heading is { } heading)
            {
                html.Element("h3", heading).Markup("\n");
            }
        }

        foreach (var sentence in answer.Sentences.Skip(answer.IsFolded ? 1 : 0))
        {
            html.Element("p", sentence).Markup("\n");
        }

        if (answer.Bars is { Rows.Count: > 0 } bars)
        {
            WriteBars(html, bars);
        }

        WriteAdvice(html, answer.Advice, string.Create(CultureInfo.InvariantCulture, $"advice-{place + 1}"));

        foreach (var (choice, index) in answer.Choices.Select((choice, index) => (choice, index)))
        {
            WriteChoice(html, choice, string.Create(CultureInfo.InvariantCulture, $"command-{place + 1}-{index + 1}"), isOpen: index == 0);
        }

        if (answer.Further.Count > 0)
        {
            html.Markup("<details><summary>Other metrics</summary>\n");
            foreach (var sentence in answer.Further)
            {
                html.Element("p", sentence).Markup("\n");
            }

            html.Markup("</details>\n");
        }

        html.Markup(answer.IsFolded ? "</details>\n" : "</div>\n");
    }

    private static void WriteAdvice(Html html, IReadOnlyList<SummaryAdvice> advice, string id)
    {
        foreach (var (one, index) in advice.Select((one, index) => (one, index)))
        {
            html.Element("p", one.Text, "class=\"advice\"").Markup("\n");
            if (one.Command is { } command)
            {
                WriteCommand(html, "Resume command", command, string.Create(CultureInfo.InvariantCulture, $"{id}-{index + 1}"));
            }
        }
    }

    private static void WriteBars(Html html, BarChart chart)
    {
        var drawing = new BarMarkup(chart);
        var hasStanding = chart.Rows.Any(row => row.Standing.Length > 0);
        html.Markup("<table class=\"bars\">\n")
            .Element("caption", chart.Caption, "class=\"soft\"")
            .Markup("\n<thead><tr>")
            .Element("th", chart.Subject, "scope=\"col\"")
            .Markup("<td></td>");
        foreach (var head in chart.Heads)
        {
            html.Element("th", head, "scope=\"col\"");
        }

        html.Markup(hasStanding ? "<th scope=\"col\">standing</th></tr></thead>\n<tbody>\n" : "</tr></thead>\n<tbody>\n");
        foreach (var row in chart.Rows)
        {
            html.Markup($"<tr{(row.IsBest ? " class=\"best\"" : row.IsTied ? " class=\"tied\"" : "")}>")
                .Element(
                    "th",
                    row.Name,
                    Array.Exists(row.Name.Split(' '), word => word.Length > LongWord) ? "scope=\"row\" class=\"long\"" : "scope=\"row\""
                )
                .Markup($"<td class=\"b\">{drawing.Draw(row)}</td>");
            foreach (var (cell, head) in row.Cells.Zip(chart.Heads))
            {
                html.Element("td", cell, (cell.Length > LongCell ? "class=\"o\" " : "") + Html.Attribute("data-l", head));
            }

            if (hasStanding)
            {
                html.Element("td", row.IsBest ? $"★ {row.Standing}" : row.Standing, row.Standing.Length > LongCell ? "class=\"o\"" : "");
            }

            html.Markup("</tr>\n");
        }

        html.Markup("</tbody>\n</table>\n");
        if (chart.LeftOut > 0)
        {
            html.Element("p", $"{SummaryText.Count(chart.LeftOut, $"more {chart.Subject}")} in the table of all cases.", "class=\"soft\"")
                .Markup("\n");
        }
    }

    /// <summary>A command can be copied where scripts run; without them it can be selected.</summary>
    private static void WriteChoice(Html html, LaunchChoice choice, string id, bool isOpen)
    {
        html.Markup($"<details{(isOpen ? " open" : "")} class=\"choice\"><summary>").Text(choice.Label).Markup("</summary>\n");
        if (choice.Commands.Serve is { } serve)
        {
            WriteCommand(html, "Launch command", serve.ToString(), id + "-serve");
        }
        else if (choice.Commands.Endpoint is { } endpoint)
        {
            html.Element("p", $"The server was already running at {endpoint}; its command is not known.").Markup("\n");
        }
        else
        {
            html.Element("p", "The command of the server is not stored.").Markup("\n");
        }

        if (choice.Commands.Variables.Count > 0)
        {
            html.Element(
                    "p",
                    $"The server ran with {SummaryText.List(choice.Commands.Variables)} in its environment; values are not stored.",
                    "class=\"soft\""
                )
                .Markup("\n");
        }

        if (choice.Bench is { } bench)
        {
            WriteCommand(html, "Benchmark command", bench, id + "-bench");
        }

        html.Markup("</details>\n");
    }

    private static void WriteCommand(Html html, string label, string command, string id) =>
        html.Markup("<div class=\"command\">")
            .Element("span", label, "class=\"soft\"")
            .Markup(
                $"<button type=\"button\" class=\"copy\" data-copy=\"{id}\" aria-label=\"Copy the {label.ToLowerInvariant()}\" hidden>Copy</button>"
            )
            .Element("pre", command, $"id=\"{id}\" tabindex=\"0\"")
            .Markup("</div>\n");
}
