using Microsoft.AspNetCore.Components;
using Proctoring.Core.Rules;

namespace Proctoring.Web.Components.Controls;

/// <summary>Shows the risk score of a session and, on request, how it is calculated.</summary>
public sealed partial class RiskArithmetic
{
    [Parameter, EditorRequired]
    public RiskScore Risk { get; set; } = null!;
}
