using Proctoring.Core.Exams;
using Proctoring.Core.Sessions.Running;
using Proctoring.Tests.Components;
using Xunit;

namespace Proctoring.Tests.Sessions;

/// <summary>A monitor opened during the exam shows the earlier episodes, then the new ones, each once.</summary>
public sealed class MonitorLogTests
{
    readonly MonitorLog log = new();

    [Fact]
    public void An_episode_in_progress_is_one_entry()
    {
        var span = Spans.Span("face", Severity.High, Spans.Noon);
        log.Apply(span);
        log.Apply(span with { FramesSeen = 5 });
        log.Apply(span with { Ended = Spans.Noon.AddSeconds(9) });

        Assert.Equal(Spans.Noon.AddSeconds(9), log.Newest(10).Single().EndedAt);
        Assert.Equal(1, log.Count(Severity.High));
        Assert.Equal(0, log.Count(Severity.Low));
    }

    [Fact]
    public void A_stored_entry_does_not_replace_newer_news()
    {
        var span = Spans.Span("face", Severity.High, Spans.Noon, Spans.Noon.AddSeconds(9));
        log.Apply(span);
        log.Seed([new MonitorEntry(span.Id, "Title of face", Severity.High, Spans.Noon, null, null)]);

        Assert.NotNull(log.Newest(10).Single().EndedAt);
    }

    [Fact]
    public void News_replaces_a_stored_entry()
    {
        var span = Spans.Span("face", Severity.High, Spans.Noon);
        log.Seed([new MonitorEntry(span.Id, "Title of face", Severity.High, Spans.Noon, null, null)]);
        log.Apply(span with { Ended = Spans.Noon.AddSeconds(9) });

        Assert.NotNull(log.Newest(10).Single().EndedAt);
    }

    [Fact]
    public void The_newest_entries_come_first_and_no_more_than_requested()
    {
        for (var index = 0; index < 5; index++)
            log.Apply(Spans.Span($"event {index}", Severity.Low, Spans.Noon.AddSeconds(index)));

        Assert.Equal(["Title of event 4", "Title of event 3"], log.Newest(2).Select(entry => entry.Title));
    }
}
