using System.Text.RegularExpressions;
using ServeMulti.Plotting.Runs;

namespace ServeMulti.Plotting.Reports;

/// <summary>The report in a real browser. Without one these tests are skipped, and say so.</summary>
[TestFixture]
[NonParallelizable]
public sealed partial class ReportInBrowserTests
{
    private readonly ResultFolder _folder = new();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public async Task Report_Opened_HasNoConsoleErrors()
    {
        var browser = await OpenAsync("document.title = 'opened';");

        Assert.Multiple(() =>
        {
            Assert.That(browser.Page, Does.Contain("<title>opened</title>"), browser.Messages);
            Assert.That(browser.Messages, Does.Not.Contain("CONSOLE"));
        });
    }

    [Test]
    public async Task Sort_ClickedTwice_TurnsTheOrder()
    {
        var browser = await OpenAsync(
            """
            const column = () => [...document.querySelector('#case-table').tBodies[0].rows].map(row => row.cells[3].dataset.v).map(Number);
            const button = document.querySelectorAll('#case-table th button')[3];
            button.click();
            const up = column();
            button.click();
            const down = column();
            const sorted = [...up].sort((a, b) => a - b);
            document.title = JSON.stringify([up.join() === sorted.join(), down.join() === sorted.reverse().join(), up.length, button.parentElement.getAttribute('aria-sort')]);
            """
        );

        Assert.That(Title(browser), Is.EqualTo("""[true,true,6,"descending"]"""));
    }

    [Test]
    public async Task Filter_Words_HidesOtherRowsAndCounts()
    {
        var browser = await OpenAsync(
            """
            const filter = document.querySelector('#case-table-filter');
            filter.value = 'slow';
            filter.dispatchEvent(new Event('input'));
            document.title = [...document.querySelector('#case-table').tBodies[0].rows].filter(row => !row.hidden).length + ' ' + document.querySelector('#case-table-count').textContent;
            """
        );

        Assert.That(Title(browser), Is.EqualTo("3 3 of 6 rows"));
    }

    [Test]
    public async Task Point_PointedAt_ShowsItsValues()
    {
        var browser = await OpenAsync(
            """
            const spot = document.querySelector('figure .spot');
            spot.dispatchEvent(new PointerEvent('pointerover', { bubbles: true }));
            const tip = document.querySelector('#tip');
            document.title = JSON.stringify([tip.hidden, tip.textContent.includes('request_throughput:')]);
            """
        );

        Assert.That(Title(browser), Is.EqualTo("[false,true]"));
    }

    [Test]
    public async Task Point_ReachedByKeyboard_ShowsItsValuesAndTheNext()
    {
        var browser = await OpenAsync(
            """
            const spots = document.querySelectorAll('figure .spot');
            spots[0].focus();
            // On a busy machine the window may not have the focus yet, and then the browser sends no such event.
            spots[0].dispatchEvent(new FocusEvent('focusin', { bubbles: true }));
            const first = document.querySelector('#tip').textContent;
            spots[0].dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
            document.title = JSON.stringify([first.length > 0, document.querySelector('#tip').textContent !== first, document.activeElement === spots[1]]);
            """
        );

        Assert.That(Title(browser), Is.EqualTo("[true,true,true]"));
    }

    [TestCase("1280,1000")]
    [TestCase("390,800")]
    public async Task Page_AnyWidth_NeverScrollsSideways(string size)
    {
        var browser = await OpenAsync(
            "document.title = JSON.stringify([document.documentElement.scrollWidth <= innerWidth, document.querySelector('.scroll').clientWidth <= innerWidth]);",
            $"--window-size={size}"
        );

        Assert.That(Title(browser), Is.EqualTo("[true,true]"));
    }

    [Test]
    public async Task Text_OfAFigure_StaysWithinIt()
    {
        var browser = await OpenAsync(
            """
            const outside = [];
            for (const svg of document.querySelectorAll('figure svg[role=img]')) {
              const box = svg.getBoundingClientRect();
              for (const text of svg.querySelectorAll('text')) {
                const own = text.getBoundingClientRect();
                if (own.left < box.left - 1 || own.right > box.right + 1 || own.top < box.top - 1 || own.bottom > box.bottom + 1) outside.push(text.textContent);
              }
            }
            document.title = document.querySelectorAll('figure').length + ' ' + outside.join('|');
            """
        );

        Assert.That(Title(browser), Does.Match("^[2-9] ?$"));
    }

    [Test]
    public async Task Script_InAParameter_IsNotRun()
    {
        SampleExperiment.Write(_folder, "<script>document.title='run'</script><img src=x onerror=\"document.title='run'\">");

        var browser = await OpenAsync(
            "document.title = document.title.startsWith('run') ? 'run' : 'text ' + document.body.textContent.includes('<script>document.title');"
        );

        Assert.That(Title(browser), Is.EqualTo("text true"));
    }

    private static string Title(Browser browser) => System.Net.WebUtility.HtmlDecode(TitleTag().Match(browser.Page).Groups[1].Value);

    private async Task<Browser> OpenAsync(string script, params string[] arguments)
    {
        Browser.Require();
        if (!File.Exists(Path.Combine(_folder.Path, "experiment.json")))
        {
            SampleExperiment.Write(_folder);
        }

        var html = HtmlReport.ToHtml(await ExperimentResults.ReadAsync(_folder.Path));
        var page = _folder.Write(
            "page/report.html",
            html.Replace("</body>", $"<script>{script}</script></body>", StringComparison.Ordinal)
        );
        return await Browser.OpenAsync(page, Path.Combine(_folder.Path, "profile"), arguments);
    }

    [GeneratedRegex("<title>(.*?)</title>", RegexOptions.Singleline)]
    private static partial Regex TitleTag();
}
