using System.Text.Json;
using System.Text.RegularExpressions;
using ServeMulti.Plotting.Runs;
using ServeMulti.Sla;

namespace ServeMulti.Plotting.Reports;

/// <summary>The report in a real browser. Without one these tests are skipped, and say so.</summary>
[TestFixture]
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
            Assert.That(browser.Title, Is.EqualTo("opened"), browser.Messages);
            Assert.That(browser.Messages, Is.Empty);
        });
    }

    [Test]
    public async Task Sort_ClickedTwice_TurnsTheOrder()
    {
        var browser = await OpenAsync(
            """
            const column = () => [...document.querySelectorAll('#case-table > tbody > tr:not(.detail)')].map(row => row.cells[3].dataset.v).map(Number);
            const button = document.querySelectorAll('#case-table th button')[3];
            button.click();
            const up = column();
            button.click();
            const down = column();
            const sorted = [...up].sort((a, b) => a - b);
            document.title = JSON.stringify([up.join() === sorted.join(), down.join() === sorted.reverse().join(), up.length, button.parentElement.getAttribute('aria-sort')]);
            """
        );

        Assert.That(browser.Title, Is.EqualTo("""[true,true,6,"descending"]"""));
    }

    [Test]
    public async Task Filter_Words_HidesOtherRowsAndCounts()
    {
        var browser = await OpenAsync(
            """
            const filter = document.querySelector('#case-table-filter');
            filter.value = 'slow';
            filter.dispatchEvent(new Event('input'));
            document.title = [...document.querySelectorAll('#case-table > tbody > tr:not(.detail)')].filter(row => !row.hidden).length + ' ' + document.querySelector('#case-table-count').textContent;
            """
        );

        Assert.That(browser.Title, Is.EqualTo("3 3 of 6 rows"));
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

        Assert.That(browser.Title, Is.EqualTo("[false,true]"));
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

        Assert.That(browser.Title, Is.EqualTo("[true,true,true]"));
    }

    [Test]
    public async Task Legend_Clicked_HidesTheCurveAndShowsItAgain()
    {
        var browser = await OpenAsync(
            """
            const figure = [...document.querySelectorAll('figure')].find(one => one.querySelectorAll('.key').length > 1);
            const [first, second] = figure.querySelectorAll('.key');
            const shown = key => [...figure.querySelectorAll(`[data-curve="${key.dataset.curve}"]:not(.key)`)].filter(part => getComputedStyle(part).display !== 'none').length;
            const click = key => key.dispatchEvent(new MouseEvent('click', { bubbles: true }));
            const all = shown(first);
            click(first);
            const hidden = [shown(first), shown(second) > 0, first.getAttribute('aria-pressed')];
            click(first);
            document.title = JSON.stringify([all > 2, ...hidden, shown(first) === all, first.getAttribute('aria-pressed')]);
            """
        );

        Assert.That(browser.Title, Is.EqualTo("""[true,0,true,"false",true,"true"]"""));
    }

    [Test]
    public async Task Legend_DoubleClicked_ShowsTheCurveAloneAndThenAll()
    {
        var browser = await OpenAsync(
            """
            const figure = [...document.querySelectorAll('figure')].find(one => one.querySelectorAll('.key').length > 1);
            const keys = [...figure.querySelectorAll('.key')];
            const pressed = () => keys.map(key => key.getAttribute('aria-pressed')).join();
            const twice = key => ['click', 'click', 'dblclick'].forEach(name => key.dispatchEvent(new MouseEvent(name, { bubbles: true })));
            twice(keys[1]);
            const alone = pressed();
            twice(keys[1]);
            document.title = JSON.stringify([alone, pressed()]);
            """
        );

        Assert.That(browser.Title, Is.EqualTo("""["false,true","true,true"]"""));
    }

    [Test]
    public async Task Legend_Keyboard_ReachesEveryNameAndSwitchesItsCurve()
    {
        var browser = await OpenAsync(
            """
            const figure = [...document.querySelectorAll('figure')].find(one => one.querySelectorAll('.key').length > 1);
            const keys = [...figure.querySelectorAll('.key')];
            const press = (key, name) => key.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true }));
            keys[0].focus();
            press(keys[0], 'ArrowDown');
            const moved = document.activeElement === keys[1];
            press(keys[1], ' ');
            document.title = JSON.stringify([keys[0].tabIndex, moved, keys[0].getAttribute('aria-pressed'), keys[1].getAttribute('aria-pressed'), keys[1].getAttribute('aria-label').length > 0]);
            """
        );

        Assert.That(browser.Title, Is.EqualTo("""[0,true,"true","false",true]"""));
    }

    [Test]
    public async Task Legend_Key_CoversTheNameOfItsCurve()
    {
        var browser = await OpenAsync(
            """
            const figure = [...document.querySelectorAll('figure')].find(one => one.querySelectorAll('.key').length > 1);
            const covered = [...figure.querySelectorAll('.key')].map(key => {
              const box = key.getBoundingClientRect();
              return [...figure.querySelectorAll('text')].filter(text => {
                const own = text.getBoundingClientRect();
                return own.left >= box.left - 1 && own.right <= box.right + 1 && own.top >= box.top - 2 && own.bottom <= box.bottom + 2;
              }).map(text => text.textContent).join() === key.dataset.name;
            });
            document.title = JSON.stringify(covered);
            """
        );

        Assert.That(browser.Title, Is.EqualTo("[true,true]"));
    }

    [Test]
    public async Task Legend_Clicked_HidesTheAnswerOfItsSearchToo()
    {
        var browser = await OpenAsync(
            Searched(),
            """
            const figure = [...document.querySelectorAll('figure')].find(one => one.textContent.includes('found by the search') && one.querySelectorAll('.key').length > 1);
            const label = [...figure.querySelectorAll('text')].find(text => text.textContent.startsWith('found by the search'));
            const curve = label.closest('[data-curve]').dataset.curve;
            const shown = () => [label, ...[...figure.querySelectorAll(`g[data-curve="${curve}"] ellipse`)].filter(mark => mark.getAttribute('fill') === 'none')].map(part => part.getBoundingClientRect().width > 0);
            const before = shown();
            figure.querySelector(`.key[data-curve="${curve}"]`).dispatchEvent(new MouseEvent('click', { bubbles: true }));
            document.title = JSON.stringify([before, shown(), [...figure.querySelectorAll('ellipse')].some(mark => mark.getAttribute('fill') === 'none' && mark.getBoundingClientRect().width > 0)]);
            """
        );

        Assert.That(browser.Title, Is.EqualTo("[[true,true],[false,false],true]"));
    }

    [Test]
    public async Task Zoom_Buttons_EnlargeTheFigureAndShowItWholeAgain()
    {
        var browser = await OpenAsync(
            """
            const figure = document.querySelector('figure');
            const text = figure.querySelector('svg text');
            const [larger, smaller, whole] = figure.querySelectorAll('.zoom button');
            const height = () => text.getBoundingClientRect().height;
            const before = height(), off = [smaller.disabled, whole.disabled];
            larger.click();
            const bigger = height() / before, box = figure.querySelector('svg').getBoundingClientRect();
            whole.click();
            document.title = JSON.stringify([off, bigger > 1.4 && bigger < 1.8, Math.round(10 * height() / before), box.right <= innerWidth, larger.getAttribute('aria-label')]);
            """
        );

        Assert.That(browser.Title, Is.EqualTo("""[[true,true],true,10,true,"Enlarge the figure"]"""));
    }

    [Test]
    public async Task Zoom_WheelWithCtrlAndDrag_KeepThePointUnderThePointer()
    {
        var browser = await OpenAsync(
            """
            const svg = document.querySelector('figure svg');
            const box = svg.getBoundingClientRect();
            const at = (x, y) => ({ bubbles: true, cancelable: true, clientX: box.left + x * box.width, clientY: box.top + y * box.height, button: 0 });
            const spot = svg.querySelector('.spot');
            const own = spot.getBoundingClientRect();
            const [x, y] = [(own.left + own.width / 2 - box.left) / box.width, (own.top + own.height / 2 - box.top) / box.height];
            const scrolled = svg.dispatchEvent(new WheelEvent('wheel', { ...at(x, y), deltaY: -1 }));
            const untouched = svg.getAttribute('viewBox').startsWith('0 0 ');
            for (let step = 0; step < 4; step++) svg.dispatchEvent(new WheelEvent('wheel', { ...at(x, y), deltaY: -1, ctrlKey: true }));
            const place = () => { const now = spot.getBoundingClientRect(); return [Math.round(now.left + now.width / 2 - own.left - own.width / 2), Math.round(now.top + now.height / 2 - own.top - own.height / 2)]; };
            const kept = place().every(distance => Math.abs(distance) <= 2);
            svg.dispatchEvent(new PointerEvent('pointerdown', at(0.5, 0.5)));
            dispatchEvent(new PointerEvent('pointermove', at(0.45, 0.5)));
            dispatchEvent(new PointerEvent('pointerup', at(0.45, 0.5)));
            document.title = JSON.stringify([scrolled, untouched, kept, Math.abs(place()[0] + 0.05 * box.width) < 4, Math.abs(place()[1]) <= 2]);
            """
        );

        Assert.That(browser.Title, Is.EqualTo("[true,true,true,true,true]"));
    }

    [Test]
    public async Task Zoom_Keyboard_EnlargesMovesAndBringsPointsIntoView()
    {
        var browser = await OpenAsync(
            """
            const figure = document.querySelector('figure'), svg = figure.querySelector('svg');
            const spots = [...figure.querySelectorAll('.spot')];
            const view = () => svg.getAttribute('viewBox').split(' ').map(Number);
            const press = (key, shiftKey = false) => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key, shiftKey, bubbles: true, cancelable: true }));
            const whole = view();
            figure.querySelector('.zoom button').focus();
            press('+'); press('+'); press('+'); press('+');
            const [left, , width] = view();
            press('ArrowRight', true);
            const moved = view()[0] > left;
            const isIn = spot => { const [x, y, w, h] = view(); const [cx, cy] = [spot.cx.baseVal.value, spot.cy.baseVal.value]; return cx >= x && cx <= x + w && cy >= y && cy <= y + h; };
            const seen = spots.map(spot => { spot.dispatchEvent(new FocusEvent('focusin', { bubbles: true })); return isIn(spot); });
            press('0');
            document.title = JSON.stringify([width < whole[2] / 6, moved, seen.every(one => one), view().join() === whole.join()]);
            """
        );

        Assert.That(browser.Title, Is.EqualTo("[true,true,true,true]"));
    }

    [Test]
    public async Task Zoom_OnPaper_IsWhole()
    {
        var browser = await OpenAsync(
            """
            const svg = document.querySelector('figure svg');
            const view = () => svg.getAttribute('viewBox');
            const whole = view();
            document.querySelector('.zoom button').click();
            const enlarged = view();
            dispatchEvent(new Event('beforeprint'));
            const printed = view();
            dispatchEvent(new Event('afterprint'));
            document.title = JSON.stringify([enlarged !== whole, printed === whole, view() === enlarged]);
            """
        );

        Assert.That(browser.Title, Is.EqualTo("[true,true,true]"));
    }

    [TestCase(1280, 1000)]
    [TestCase(390, 800)]
    public async Task Page_AnyWidth_NeverScrollsSideways(int width, int height)
    {
        var browser = await OpenAsync(
            "document.title = JSON.stringify([document.documentElement.scrollWidth <= innerWidth, document.querySelector('.scroll').clientWidth <= innerWidth]);",
            width,
            height
        );

        Assert.That(browser.Title, Is.EqualTo("[true,true]"));
    }

    [TestCase(1280, 1000)]
    [TestCase(390, 800)]
    public async Task Page_NamesOf2000CharactersOfAnyWriting_NeverScrollsSideways(int width, int height)
    {
        SampleExperiment.Write(_folder, new string('x', 2000) + " \u05e9\u05dc\u05d5\u05dd \U0001f680");

        var browser = await OpenAsync(
            "document.querySelector('.unfold').click(); document.title = JSON.stringify([document.documentElement.scrollWidth <= innerWidth, document.querySelectorAll('.bar').length]);",
            width,
            height
        );

        Assert.That(browser.Title, Is.EqualTo("[true,6]"));
    }

    [TestCase(1280)]
    [TestCase(390)]
    public async Task Search_NameOf2000Characters_NeverScrollsSidewaysAndIsShortInSentences(int width)
    {
        var results = Searched(new string('x', 2000));
        var summary = ReportSummary.Of(results).Answers.Single();

        var browser = await OpenAsync(
            results,
            "document.title = JSON.stringify([document.documentElement.scrollWidth <= innerWidth, document.querySelectorAll('.bar').length]);",
            width
        );

        Assert.That(browser.Title, Is.EqualTo("[true,2]"));
        Assert.That(
            summary.Sentences.Concat(summary.Bars!.Rows.Select(row => row.Name)).Select(text => text.Length),
            Has.All.LessThan(900)
        );
        Assert.That(summary.Bars.Rows[1].Name, Does.Match("^config=x+…x{40}$").And.Length.EqualTo(241));
    }

    [TestCase(1280, 1000)]
    [TestCase(390, 800)]
    public async Task Bars_AnyWidth_BreakNoShortWord(int width, int height)
    {
        SampleSweep.WriteSearch(_folder, ("a", 10, "[9.5, 10.5]", null), ("b", 20, "[19, 21]", null));

        var browser = await OpenAsync(
            "const lines = item => item.getBoundingClientRect().height / parseFloat(getComputedStyle(item).lineHeight); document.title = JSON.stringify([lines(document.querySelector('.bars caption')) < 4, [...document.querySelectorAll('.bars tbody th')].every(item => lines(item) < 2)]);",
            width,
            height
        );

        Assert.That(browser.Title, Is.EqualTo("[true,true]"));
    }

    [Test]
    public async Task Text_OfAFigure_StaysWithinIt()
    {
        var browser = await OpenAsync(
            """
            const outside = [];
            for (const svg of document.querySelectorAll('figure .scroll > div > svg')) {
              const box = svg.getBoundingClientRect();
              for (const text of svg.querySelectorAll('text')) {
                const own = text.getBoundingClientRect();
                if (own.left < box.left - 1 || own.right > box.right + 1 || own.top < box.top - 1 || own.bottom > box.bottom + 1) outside.push(text.textContent);
              }
            }
            document.title = document.querySelectorAll('figure').length + ' ' + outside.join('|');
            """
        );

        Assert.That(browser.Title, Does.Match("^[2-9] ?$"));
    }

    [TestCase("config=fast", "3 of 6 rows")]
    [TestCase("request_rate>=2 config=slow", "2 of 6 rows")]
    [TestCase("request_throughput<2", "1 of 6 rows")]
    [TestCase("config!=slow request_rate=3", "1 of 6 rows")]
    [TestCase("\"config=fast\" request_rate==1", "1 of 6 rows")]
    [TestCase("request_rate>=many", "0 of 6 rows")]
    [TestCase("colour=red", "6 rows; no column colour")]
    public async Task Filter_Conditions_HideOtherRows(string text, string count)
    {
        var browser = await OpenAsync(
            $"const filter = document.querySelector('#case-table-filter'); filter.value = {JsonSerializer.Serialize(text)}; filter.dispatchEvent(new Event('input')); document.title = document.querySelector('#case-table-count').textContent;"
        );

        Assert.That(browser.Title, Is.EqualTo(count));
    }

    [Test]
    public async Task Row_Unfolded_ShowsItsRunsAndStaysWithItWhenSorted()
    {
        var browser = await OpenAsync(
            """
            const row = document.querySelectorAll('#case-table > tbody > tr:not(.detail)')[2];
            const button = row.querySelector('.unfold');
            const detail = document.getElementById(button.getAttribute('aria-controls'));
            const before = detail.hidden;
            button.click();
            const shown = !detail.hidden && detail.offsetHeight > 0 && button.getAttribute('aria-expanded') === 'true';
            document.querySelectorAll('#case-table th button')[3].click();
            document.querySelectorAll('#case-table th button')[3].click();
            const files = [...detail.querySelectorAll('a')].map(link => link.getAttribute('href'));
            document.title = JSON.stringify([before, shown, row.nextElementSibling === detail, files]);
            """
        );

        Assert.That(browser.Title, Is.EqualTo("""[true,true,true,["./SERVE-a-BENCH-3/run%3D0.json","./SERVE-a-BENCH-3/run%3D1.json"]]"""));
    }

    [Test]
    public async Task Copy_ColumnsAndRowsShown_AreWhatIsCopied()
    {
        var browser = await OpenAsync(
            """
            const copied = [];
            Object.defineProperty(navigator, 'clipboard', { value: { writeText: async text => { copied.push(text); } } });
            const filter = document.querySelector('#case-table-filter');
            filter.value = 'config=slow request_rate<3';
            filter.dispatchEvent(new Event('input'));
            const boxes = [...document.querySelectorAll('.columns')[0].querySelectorAll('input')];
            boxes.forEach((box, column) => { if (column > 3) box.click(); });
            const [csv, markdown] = filter.parentElement.querySelectorAll('.copy');
            csv.click();
            markdown.click();
            (async () => { await 0; await 0; document.title = JSON.stringify([copied, csv.textContent]); })();
            """
        );

        Assert.That(
            browser.Title,
            Is.EqualTo(
                JsonSerializer.Serialize(
                    new object[]
                    {
                        new[]
                        {
                            "config,request_rate,runs,request_throughput (req/s)\nslow,1,2,1.005\nslow,2,2,2.01\n",
                            "| config | request\\_rate | runs | request\\_throughput (req/s) |\n|---|---|--:|--:|\n| slow | 1 | 2 | 1.005 ± 0.064 |\n| slow | 2 | 2 | 2.01 ± 0.13 |\n",
                        },
                        "Copied",
                    },
                    Plain
                )
            )
        );
    }

    [Test]
    public async Task Copy_TextLikeAFormula_IsNoneInASpreadsheet()
    {
        SampleExperiment.Write(_folder, "=HYPERLINK(1),\"x\"");

        var browser = await OpenAsync(
            """
            const copied = [];
            Object.defineProperty(navigator, 'clipboard', { value: { writeText: async text => { copied.push(text); } } });
            document.querySelector('#case-table-filter').parentElement.querySelector('.copy').click();
            document.title = copied[0].split('\n').find(line => line.includes('HYPERLINK')).slice(0, 27);
            """
        );

        Assert.That(browser.Title, Is.EqualTo("\"'=HYPERLINK(1),\"\"x\"\"\",1,2,"));
    }

    [Test]
    public async Task Copy_LaunchCommand_IsCopiedWhole()
    {
        SampleSweep.Write(_folder, ("a", [10, 10.1]), ("b", [20, 20.1]));

        var browser = await OpenAsync(
            """
            const copied = [];
            Object.defineProperty(navigator, 'clipboard', { value: { writeText: async text => { copied.push(text); } } });
            document.querySelectorAll('.command .copy').forEach(button => button.click());
            document.title = copied.join('|');
            """
        );

        Assert.That(
            browser.Title,
            Is.EqualTo("vllm serve m --api-key REDACTED --config b|vllm bench serve --model m --random-input-len 64")
        );
    }

    [Test]
    public async Task Copy_WhereTheClipboardIsRefused_TakesTheSelection()
    {
        SampleSweep.Write(_folder, ("a", [10, 10.1]), ("b", [20, 20.1]));

        var browser = await OpenAsync(
            """
            Object.defineProperty(navigator, 'clipboard', { value: { writeText: () => Promise.reject(new Error()) } });
            let selected = '';
            document.execCommand = () => { selected = getSelection().toString(); return true; };
            const button = document.querySelector('.command .copy');
            button.click();
            (async () => { await 0; await 0; await 0; document.title = selected + '|' + button.textContent; })();
            """
        );

        Assert.That(browser.Title, Is.EqualTo("vllm serve m --api-key REDACTED --config b|Copied"));
    }

    [Test]
    public async Task Everything_OnPaper_IsUnfoldedAndFitsAPageAcross()
    {
        // The rules of paper are applied to a window as wide as a page of A4 across without its margins.
        var browser = await OpenAsync(
            """
            for (const rule of document.styleSheets[0].cssRules) if (rule.media?.mediaText === 'print') rule.media.mediaText = 'all';
            dispatchEvent(new Event('beforeprint'));
            const wide = [...document.querySelectorAll('table, pre, figure svg[role=img]')].filter(item => item.getBoundingClientRect().right > innerWidth + 1).map(item => item.id || item.tagName);
            const folded = [...document.querySelectorAll('details:not(.columns)')].filter(item => !item.open).length;
            const hidden = [...document.querySelectorAll('tr.detail')].filter(row => row.offsetHeight === 0).length;
            dispatchEvent(new Event('afterprint'));
            document.title = JSON.stringify([wide, folded, hidden, document.querySelectorAll('details:not([open])').length > 0]);
            """,
            1032,
            700
        );

        Assert.That(browser.Title, Is.EqualTo("[[],0,0,true]"));
    }

    [Test]
    public async Task Page_Printed_IsAPdf()
    {
        var browser = await OpenAsync("", print: true);

        var text = System.Text.Encoding.Latin1.GetString(browser.Pdf);
        Assert.That(text, Does.StartWith("%PDF-"));
        Assert.That(LandscapePage().Count(text), Is.GreaterThanOrEqualTo(2));
    }

    [Test]
    public async Task Script_InAParameter_IsNotRun()
    {
        SampleExperiment.Write(_folder, "<script>document.title='run'</script><img src=x onerror=\"document.title='run'\">");

        var browser = await OpenAsync(
            "document.title = document.title.startsWith('run') ? 'run' : 'text ' + document.body.textContent.includes('<script>document.title');"
        );

        Assert.That(browser.Title, Is.EqualTo("text true"));
    }

    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Two configurations at four rates, and an answer of each between two of them.</summary>
    private static ExperimentResults Searched(string first = "a")
    {
        string[] configs = [first, "b"];
        var level = ServiceLevel.Parse("p99_e2el_ms<=100");
        return new ExperimentResults(
            "searched",
            TestRuns.Configured(
                ["config"],
                ["request_rate"],
                [
                    .. from config in configs
                    from rate in new[] { 10, 20, 24, 28 }
                    select $$"""{"case": "SERVE-{{config}}/request_rate={{rate}}", "config": "{{config}}", "request_rate": {{rate}}, "request_throughput": {{rate}}, "p99_e2el_ms": {{rate
                        * (config == first ? 4 : 3)}}, "completed": 100, "num_prompts": 100}""",
                ]
            )
        )
        {
            Answers =
            [
                .. configs.Select(config => new ExperimentAnswer(
                    $"SERVE-{config}",
                    new SlaSearchResult
                    {
                        ServiceLevel = level,
                        Variable = LoadVariable.RequestRate,
                        Outcome = SlaSearchOutcome.Bounded,
                        Load = config == first ? 22 : 26,
                        Probes = [],
                    }
                )),
            ],
        };
    }

    private async Task<BrowserPage> OpenAsync(ExperimentResults results, string script, int width = 1280)
    {
        Browser.Require();
        var page = _folder.Write(
            "page/report.html",
            HtmlReport.ToHtml(results).Replace("</body>", $"<script>{script}</script></body>", StringComparison.Ordinal)
        );
        return await Browser.OpenAsync(page, width);
    }

    private async Task<BrowserPage> OpenAsync(string script, int width = 1280, int height = 1000, bool print = false)
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
        return await Browser.OpenAsync(page, width, height, print);
    }

    [GeneratedRegex(@"/MediaBox \[0 0 84[12]\.?\d* 59[456]")]
    private static partial Regex LandscapePage();
}
