using System.Globalization;

namespace Proctoring.Core.Localization;

/// <summary>Writes a time of an exam for readers who may be in another time zone.</summary>
internal static class ZonedTime
{
    /// <summary>"9 December 2026, 09:00 (Europe/Berlin, UTC+01:00)".</summary>
    /// <param name="utc">The time, UTC.</param>
    /// <param name="zoneName">The IANA name of the zone; null for UTC.</param>
    public static string Of(DateTime utc, string? zoneName)
    {
        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(zoneName ?? "", out var found) ? found : TimeZoneInfo.Utc;
        var local = TimeZoneInfo.ConvertTime(new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc)), zone);
        var name = zone.Id == TimeZoneInfo.Utc.Id ? zone.Id : string.Create(CultureInfo.InvariantCulture, $"{zone.Id}, UTC{local:zzz}");
        return $"{DisplayText.DayAndTime(local.DateTime)} ({DisplayText.LeftToRight(name)})";
    }
}
