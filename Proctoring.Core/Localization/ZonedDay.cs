namespace Proctoring.Core.Localization;

/// <summary>Finds the days of a time zone in UTC.</summary>
internal static class ZonedDay
{
    /// <summary>The first moment of a day, UTC. If the clocks go back across midnight, the first hour of the day occurs twice, and the day
    /// begins with the first of both. If they skip midnight, the day begins with the change.</summary>
    public static DateTime StartOf(DateOnly day, TimeZoneInfo zone)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        // Of a time that does not exist, GetUtcOffset returns the offset from before the change.
        var offset = zone.IsAmbiguousTime(midnight) ? zone.GetAmbiguousTimeOffsets(midnight).Max() : zone.GetUtcOffset(midnight);
        return DateTime.SpecifyKind(midnight - offset, DateTimeKind.Utc);
    }
}
