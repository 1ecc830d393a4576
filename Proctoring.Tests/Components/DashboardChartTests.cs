using Proctoring.Web.Components.Pages.Manage.Dashboard;
using Xunit;

namespace Proctoring.Tests.Components;

/// <summary>The labels below the dashboard's charts fit on a phone.</summary>
public sealed class DashboardChartTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 5)]
    [InlineData(7, 4)]
    [InlineData(30, 5)]
    [InlineData(90, 5)]
    public void A_chart_has_at_most_five_labels_at_equal_distances(int days, int shown)
    {
        var labels = DashboardChart.Sparse([.. Enumerable.Range(1, days).Select(day => $"day {day}")]);

        Assert.Equal(days, labels.Length);
        var places = labels.Index().Where(label => label.Item.Length > 0).Select(label => label.Index).ToList();
        Assert.Equal(shown, places.Count);
        Assert.Equal(0, places[0]);
        Assert.True(places.Zip(places.Skip(1), (one, next) => next - one).Distinct().Count() <= 1);
    }
}
