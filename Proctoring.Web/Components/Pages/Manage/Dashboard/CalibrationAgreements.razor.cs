using Microsoft.AspNetCore.Components;
using Proctoring.Core.Reviews;

namespace Proctoring.Web.Components.Pages.Manage.Dashboard;

/// <summary>Lists how often each reviewer's decisions on known flags agree with the known ones.</summary>
public sealed partial class CalibrationAgreements
{
    [Parameter, EditorRequired]
    public IReadOnlyList<CalibrationAgreement> Rows { get; set; } = [];
}
