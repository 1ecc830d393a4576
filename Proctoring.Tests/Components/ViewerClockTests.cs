using Microsoft.JSInterop;
using Proctoring.Web.Components.Controls;
using Xunit;

namespace Proctoring.Tests.Components;

/// <summary>The viewer's time zone, as the browser reports it.</summary>
public sealed class ViewerClockTests
{
    [Fact]
    public async Task A_browser_that_cannot_report_its_zone_leaves_UTC_and_the_page_goes_on()
    {
        var browser = new FailingBrowser();
        var clock = new ViewerClock(browser);

        await clock.LearnAsync();
        await clock.LearnAsync();

        Assert.Equal(TimeZoneInfo.Utc, clock.Zone);
        Assert.Equal("20:52", clock.Time(new DateTime(2026, 11, 27, 20, 52, 0, DateTimeKind.Utc)));
        Assert.Equal(1, browser.Calls);
    }

    sealed class FailingBrowser : IJSRuntime
    {
        public int Calls { get; private set; }

        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, object?[]? args) =>
            InvokeAsync<TValue>(identifier, CancellationToken.None, args);

        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, CancellationToken cancellationToken, object?[]? args)
        {
            Calls++;
            return ValueTask.FromException<TValue>(new JSException("Invalid time zone specified: Etc/Unknown"));
        }
    }
}
