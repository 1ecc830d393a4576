using Microsoft.AspNetCore.Components;
using Proctoring.Core.Privacy;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Manage.DataProtection;

/// <summary>Downloads everything that is stored about one student.</summary>
public sealed partial class ExportSection
{
    IReadOnlyList<ExportableStudent> choices = [];

    /// <summary>Whether the last download named a student who does not exist.</summary>
    [SupplyParameterFromQuery]
    public bool Missing { get; set; }

    /// <summary>The id of the last download, if several systems use it.</summary>
    [SupplyParameterFromQuery]
    public string? Shared { get; set; }

    [Inject]
    internal StaffAccess Access { get; set; } = null!;

    [Inject]
    internal StudentExport Export { get; set; } = null!;

    protected override async Task OnParametersSetAsync()
    {
        choices =
            !string.IsNullOrEmpty(Shared) && await Access.ViewerAsync(StaffPolicies.Manage) is { } viewer
                ? await Export.FindAsync(viewer, Shared, null, CancellationToken.None)
                : [];
    }

    string Address(ExportableStudent choice) => $"manage/data/export.zip?student={Uri.EscapeDataString(Shared!)}&system={choice.OwnerId:D}";
}
