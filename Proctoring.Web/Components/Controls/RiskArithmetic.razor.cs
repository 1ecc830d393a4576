using System.Globalization;
using Microsoft.AspNetCore.Components;
using Proctoring.Core.Rules;

namespace Proctoring.Web.Components.Controls;

/// <summary>The risk score of a session, with its arithmetic one click away.</summary>
public sealed partial class RiskArithmetic
{
    [Parameter, EditorRequired]
    public RiskScore Risk { get; set; } = null!;

    static string Number(double points) => points.ToString("0.0", CultureInfo.InvariantCulture);
}
