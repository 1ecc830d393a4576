using Microsoft.JSInterop;

namespace Proctoring.Web.Components.Controls;

/// <summary>Shows times in the viewer's own zone, and says which that is.</summary>
internal sealed class ViewerClock(IJSRuntime browser)
{
    TimeZoneInfo zone = TimeZoneInfo.Utc;
    bool known;

    /// <summary>The viewer's zone; UTC until it is learnt.</summary>
    public TimeZoneInfo Zone => zone;

    /// <summary>The zone's name, as "Europe/Berlin".</summary>
    public string ZoneName => zone.Id;

    /// <summary>Asks the browser once; a zone that the server does not know leaves UTC, and says so by its name.</summary>
    public async ValueTask LearnAsync()
    {
        if (known)
            return;
        await using var script = await browser.InvokeAsync<IJSObjectReference>("import", "./js/viewer.js");
        if (TimeZoneInfo.TryFindSystemTimeZoneById(await script.InvokeAsync<string>("zone"), out var found))
            zone = found;
        known = true;
    }

    /// <summary>A UTC time as the viewer's clock showed it.</summary>
    public DateTime Local(DateTime utc) => TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), zone);

    /// <summary>When a day begins for the viewer, UTC; a day whose first hour does not exist begins with its second.</summary>
    public DateTime StartOf(DateOnly day) => StartOf(day, zone);

    /// <summary>When a day begins in a zone, UTC.</summary>
    public static DateTime StartOf(DateOnly day, TimeZoneInfo zone)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Unspecified);
        return TimeZoneInfo.ConvertTimeToUtc(zone.IsInvalidTime(midnight) ? midnight.AddHours(1) : midnight, zone);
    }
}
