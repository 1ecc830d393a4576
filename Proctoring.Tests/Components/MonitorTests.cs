using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Microsoft.JSInterop;
using MudBlazor.Services;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.Components.ExamRoom;
using Xunit;
using Severity = Proctoring.Core.Exams.Severity;

namespace Proctoring.Tests.Components;

/// <summary>The monitor counts, lists the last ten events, and shows the state of monitoring.</summary>
public sealed class MonitorTests : BunitContext
{
    readonly MonitorLog log = new();

    public MonitorTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices();
        Services.AddLocalization();
        Services.AddSingleton<TimeProvider>(new FakeTimeProvider(new DateTimeOffset(Spans.Noon.AddMinutes(4).AddSeconds(5))));
        Services.AddScoped(services => new ViewerClock(services.GetRequiredService<IJSRuntime>()));
    }

    [Fact]
    public void An_empty_monitor_states_that()
    {
        var page = Show();

        Assert.Equal("Nothing so far.", page.Find("[data-testid=monitor-empty]").TextContent);
        Assert.Empty(page.FindAll("[data-testid=note-count]"));
        Assert.Equal("245", page.Find("[data-testid=running-time]").GetAttribute("seconds"));
    }

    [Fact]
    public void It_counts_and_lists_the_last_ten_newest_first()
    {
        for (var index = 0; index < 12; index++)
            log.Apply(
                Spans.Span(
                    $"event {index}",
                    index == 0 ? Severity.High : Severity.Medium,
                    Spans.Noon.AddSeconds(index),
                    Spans.Noon.AddSeconds(index + 3)
                )
            );

        var page = Show();

        // Severities are for staff.
        Assert.Equal("12 notes", page.Find("[data-testid=note-count]").TextContent);
        Assert.DoesNotContain("High", page.Markup, StringComparison.Ordinal);
        var rows = page.FindAll("[data-testid=event-row]");
        Assert.Equal(10, rows.Count);
        Assert.Equal("Title of event 11", rows[0].GetAttribute("data-title"));
        Assert.Contains("12:00:11 · 3 s", rows[0].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void An_event_in_progress_is_marked()
    {
        log.Apply(Spans.Span("face", Severity.Medium, Spans.Noon));

        Assert.Contains("ongoing", Show().Find("[data-testid=event-row]").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RoomConnection.Connected, WatchState.Active, "active")]
    [InlineData(RoomConnection.Connected, WatchState.Silent, "silent")]
    [InlineData(RoomConnection.Connected, WatchState.Blind, "blind")]
    [InlineData(RoomConnection.Connected, WatchState.Waiting, "waiting")]
    [InlineData(RoomConnection.Connecting, WatchState.Active, "connecting")]
    [InlineData(RoomConnection.Reconnecting, WatchState.Active, "reconnecting")]
    [InlineData(RoomConnection.Refused, WatchState.Active, "refused")]
    public void It_never_shows_that_monitoring_is_on_when_it_is_not(RoomConnection connection, WatchState watching, string state)
    {
        var title = Show(connection, watching).Find("[data-testid=monitor-state]");

        Assert.Equal(state, title.GetAttribute("data-state"));
        Assert.Equal(state == "active", title.TextContent.Contains("Monitoring is on", StringComparison.Ordinal));
    }

    [Fact]
    public void Silence_right_after_a_reconnection_is_not_blamed_on_the_camera()
    {
        Assert.Equal("waiting", MonitorLook.For(RoomConnection.Connected, WatchState.Silent, settling: true, cameraLive: true).Id);
        Assert.Equal("silent", MonitorLook.For(RoomConnection.Connected, WatchState.Silent).Id);
        Assert.Contains(
            "Your camera has stopped",
            MonitorLook.For(RoomConnection.Connected, WatchState.Silent).Advice,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Check your connection",
            MonitorLook.For(RoomConnection.Connected, WatchState.Silent, cameraLive: true).Advice,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void An_exam_in_another_window_can_be_taken_back()
    {
        var taken = false;
        var page = Render<ProctoringMonitor>(parameters =>
            parameters
                .Add(monitor => monitor.Log, log)
                .Add(monitor => monitor.Connection, RoomConnection.OtherWindow)
                .Add(monitor => monitor.UseThisWindow, () => taken = true)
        );

        page.Find("[data-testid=use-this-window]").Click();

        Assert.True(taken);
    }

    IRenderedComponent<ProctoringMonitor> Show(
        RoomConnection connection = RoomConnection.Connected,
        WatchState watching = WatchState.Active
    ) =>
        Render<ProctoringMonitor>(parameters =>
            parameters
                .Add(monitor => monitor.Log, log)
                .Add(monitor => monitor.StartedAt, Spans.Noon)
                .Add(monitor => monitor.Connection, connection)
                .Add(monitor => monitor.Watching, watching)
        );
}
