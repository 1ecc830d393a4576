using Microsoft.JSInterop;

namespace Proctoring.Web.Components.Controls;

/// <summary>Shows times in the viewer's own time zone, and names the zone in the language of the page.</summary>
internal sealed class ViewerClock(IJSRuntime browser)
{
    TimeZoneInfo zone = TimeZoneInfo.Utc;
    string? name;
    bool known;

    /// <summary>The viewer's zone; UTC until the browser has reported it.</summary>
    public TimeZoneInfo Zone => zone;

    /// <summary>The zone's identifier for addresses, such as "Europe/Berlin".</summary>
    public string ZoneId => zone.Id;

    /// <summary>The zone's name for people, such as "Central European Time".</summary>
    public string ZoneName => name ?? zone.Id;

    /// <summary>Asks the browser once. A zone that the server does not know, or that the browser cannot report, leaves UTC.</summary>
    public async ValueTask LearnAsync()
    {
        if (known)
            return;
        var answer = await AskAsync();
        if (answer is not null && TimeZoneInfo.TryFindSystemTimeZoneById(answer.Id, out var found))
            (zone, name) = (found, answer.Name);
        known = true;
    }

    async Task<ZoneAnswer?> AskAsync()
    {
        try
        {
            return await browser.CallModuleAsync<ZoneAnswer>("./js/viewer.js", "zone", Language.Current.Code);
        }
        catch (JSException)
        {
            // Times in UTC are better than no page.
            return null;
        }
    }

    /// <summary>A UTC time in the viewer's zone.</summary>
    public DateTime Local(DateTime utc) => TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), zone);

    /// <summary>A UTC time as day and time in the viewer's zone: "27 November 2026, 20:52".</summary>
    public string DayAndTime(DateTime utc) => DisplayText.DayAndTime(Local(utc));

    /// <summary>A UTC time as an abbreviated day and time, for tables: "27 Nov 2026, 20:52".</summary>
    public string ShortDayAndTime(DateTime utc) => DisplayText.ShortDayAndTime(Local(utc));

    /// <summary>A UTC time as time of day: "20:52".</summary>
    public string Time(DateTime utc) => DisplayText.Time(Local(utc));

    /// <summary>A UTC time as time of day with seconds: "20:52:14".</summary>
    public string TimeWithSeconds(DateTime utc) => DisplayText.TimeWithSeconds(Local(utc));

    /// <summary>The beginning of the viewer's day, UTC.</summary>
    public DateTime StartOf(DateOnly day) => ZonedDay.StartOf(day, zone);

    sealed record ZoneAnswer(string Id, string Name);
}
