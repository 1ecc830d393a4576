using System.Globalization;
using Microsoft.AspNetCore.Components;
using Proctoring.Core.Observations;

namespace Proctoring.Web.Components.Pages.Candidate.Result;

/// <summary>Shows one evidence picture in full size, with the model's marks as an overlay.</summary>
public sealed partial class EvidenceDialog
{
    bool showBoxes = true;

    [Parameter]
    public string Address { get; set; } = "";

    [Parameter]
    public string Alt { get; set; } = "";

    /// <summary>The model's marks; the picture itself stays unchanged.</summary>
    [Parameter]
    public IReadOnlyList<Box> Boxes { get; set; } = [];

    static string Number(float fraction) => fraction.ToString("0.####", CultureInfo.InvariantCulture);
}
