using Microsoft.AspNetCore.Components;
using Proctoring.Core.Reviews;

namespace Proctoring.Web.Components.Pages.Review.Calibration;

/// <summary>Lists the agreement with known decisions for each type of flag.</summary>
public sealed partial class CalibrationTable
{
    /// <summary>The rows; the name of each is the id of its type.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<CalibrationAgreement> Rows { get; set; } = [];
}
