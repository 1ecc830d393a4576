using System.Globalization;
using Proctoring.Core.Localization;
using Proctoring.Web.Components.Pages.Manage.Audit;
using Xunit;

namespace Proctoring.Tests.Localization;

/// <summary>A day of a filter begins with its first hour, also where the clocks change at midnight.</summary>
public sealed class ZonedDayTests
{
    [Theory]
    [InlineData("UTC", "2026-11-01", "2026-11-01T00:00:00Z")]
    [InlineData("Europe/Berlin", "2026-10-25", "2026-10-24T22:00:00Z")]
    [InlineData("Europe/Berlin", "2026-10-26", "2026-10-25T23:00:00Z")]
    // The hour from midnight occurs twice.
    [InlineData("America/Havana", "2026-11-01", "2026-11-01T04:00:00Z")]
    [InlineData("America/Havana", "2026-11-02", "2026-11-02T05:00:00Z")]
    [InlineData("Atlantic/Azores", "2026-10-25", "2026-10-25T00:00:00Z")]
    // The hour from midnight does not occur.
    [InlineData("America/Havana", "2026-03-08", "2026-03-08T05:00:00Z")]
    [InlineData("Africa/Cairo", "2026-04-24", "2026-04-23T22:00:00Z")]
    public void A_day_begins_with_its_first_moment(string zone, string day, string expected)
    {
        var found = TimeZoneInfo.FindSystemTimeZoneById(zone);
        var wanted = DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture).UtcDateTime;

        Assert.Equal(wanted, ZonedDay.StartOf(DateOnly.Parse(day, CultureInfo.InvariantCulture), found));
        var filter = AuditQuery.Read(null, null, day, null, null, false, found);
        Assert.Equal(wanted, filter.From);
    }

    [Fact]
    public void Every_day_of_every_zone_begins_after_the_one_before()
    {
        foreach (var zone in TimeZoneInfo.GetSystemTimeZones())
        {
            var before = ZonedDay.StartOf(new DateOnly(2026, 1, 1), zone);
            for (var day = new DateOnly(2026, 1, 2); day.Year == 2026; day = day.AddDays(1))
            {
                var start = ZonedDay.StartOf(day, zone);
                // Troll in Antarctica changes its clocks by two hours.
                Assert.InRange((start - before).TotalHours, 22, 26);
                before = start;
            }
        }
    }

    /// <summary>A day that a zone left out, and the first and last days that a filter accepts, are no error.</summary>
    [Theory]
    [InlineData("Pacific/Apia", "2011-12-30")]
    [InlineData("Pacific/Kiritimati", "1994-12-31")]
    [InlineData("Africa/Monrovia", "1991-01-01")]
    public void A_day_that_does_not_exist_is_no_error(string zone, string day)
    {
        var found = TimeZoneInfo.FindSystemTimeZoneById(zone);
        var date = DateOnly.Parse(day, CultureInfo.InvariantCulture);

        Assert.InRange(
            ZonedDay.StartOf(date, found),
            ZonedDay.StartOf(date.AddDays(-1), found),
            ZonedDay.StartOf(date.AddDays(1), found)
        );
    }
}
