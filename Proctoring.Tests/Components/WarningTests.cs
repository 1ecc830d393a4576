using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MudBlazor.Services;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Web.Components.ExamRoom;
using Xunit;
using Severity = Proctoring.Core.Exams.Severity;

namespace Proctoring.Tests.Components;

/// <summary>The candidate sees one warning at a time, and can dismiss it.</summary>
public sealed class WarningTests : BunitContext
{
    readonly FakeTimeProvider time = new(new DateTimeOffset(Spans.Noon));
    readonly SessionFeed feed = new(NullLogger<SessionFeed>.Instance);
    readonly Guid session = Guid.NewGuid();
    readonly IRenderedComponent<ProctoringWarning> page;

    public WarningTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices();
        Services.AddLocalization();
        Services.AddSingleton(feed);
        Services.AddSingleton<TimeProvider>(time);
        page = Render<ProctoringWarning>(parameters => parameters.Add(warning => warning.SessionId, session));
    }

    [Fact]
    public void Without_news_nothing_is_shown_but_the_live_region_exists()
    {
        Assert.Empty(Warnings);
        Assert.Equal("alert", page.Find("div").GetAttribute("role"));
    }

    [Fact]
    public void A_warning_states_the_detection_and_the_remedy()
    {
        Announce(Spans.Span("face", Severity.Medium, Spans.Noon).Begins());

        page.WaitForAssertion(() => Assert.Contains("Title of face", Warnings.Single().TextContent, StringComparison.Ordinal));
        Assert.Contains("Advice for face.", Warnings.Single().TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void The_most_severe_is_shown_then_the_newest_and_the_rest_is_counted()
    {
        Announce(Spans.Span("first", Severity.High, Spans.Noon).Begins());
        Announce(Spans.Span("second", Severity.High, Spans.Noon.AddSeconds(1)).Begins());
        Announce(Spans.Span("milder", Severity.Medium, Spans.Noon.AddSeconds(2)).Begins());

        page.WaitForAssertion(() => Assert.Contains("2 more notes.", Warnings.Single().TextContent, StringComparison.Ordinal));
        Assert.Equal("second", Warnings.Single().GetAttribute("data-violation"));
    }

    [Fact]
    public void Flags_without_a_warning_are_not_shown()
    {
        Announce(Spans.Span("quiet", Severity.High, Spans.Noon, warn: false).Begins());
        feed.Announce(Guid.NewGuid(), new ViolationNews(Spans.Span("another session", Severity.High, Spans.Noon).Begins()));

        Assert.Empty(Warnings);
    }

    [Fact]
    public void After_its_reason_ends_a_warning_stays_long_enough_to_be_read_and_disappears()
    {
        var span = Spans.Span("tab_switch", Severity.Medium, Spans.Noon);
        Announce(span.Begins());
        time.Advance(TimeSpan.FromMinutes(1));
        Announce(span.Ends(Spans.Noon.AddMinutes(1)));

        time.Advance(TimeSpan.FromSeconds(5));
        page.WaitForAssertion(() => Assert.Single(Warnings));
        time.Advance(TimeSpan.FromSeconds(2));
        page.WaitForAssertion(() => Assert.Empty(Warnings));
    }

    [Theory]
    [InlineData("face_not_detected", "We can see you again.")]
    [InlineData("multiple_faces", "All good again.")]
    public void When_its_reason_ends_the_page_confirms_it_for_three_seconds(string kind, string words)
    {
        var span = Spans.Span(kind, Severity.High, Spans.Noon);
        Announce(span.Begins());
        time.Advance(TimeSpan.FromSeconds(10));
        Announce(span.Ends(Spans.Noon.AddSeconds(10)));

        page.WaitForAssertion(() => Assert.Equal(words, page.Find("[data-testid=warning-recovered]").TextContent.Trim()));
        Assert.Empty(Warnings);
        time.Advance(TimeSpan.FromSeconds(3));
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-testid=warning-recovered]")));
    }

    [Fact]
    public void A_dismissed_warning_disappears_and_a_new_one_still_appears()
    {
        Announce(Spans.Span("one", Severity.Medium, Spans.Noon).Begins());
        page.WaitForElement("[data-testid=warning-dismiss]").Click();
        Assert.Empty(Warnings);

        Announce(Spans.Span("two", Severity.Medium, Spans.Noon).Begins());
        page.WaitForAssertion(() => Assert.Equal("two", Warnings.Single().GetAttribute("data-violation")));
    }

    [Fact]
    public async Task Escape_dismisses()
    {
        Announce(Spans.Span("one", Severity.Medium, Spans.Noon).Begins());
        page.WaitForAssertion(() => Assert.Single(Warnings));

        await page.InvokeAsync(page.Instance.Dismiss);

        Assert.Empty(Warnings);
    }

    IReadOnlyList<AngleSharp.Dom.IElement> Warnings => page.FindAll("[data-testid=warning]");

    void Announce(ViolationChange change) => feed.Announce(session, new ViolationNews(change));
}
