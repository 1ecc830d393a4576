using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Proctoring.Web.StaffSignIn;

/// <summary>Holds the network address of one open page, and the time of its last use.</summary>
internal sealed class StaffCircuit(TimeProvider time) : CircuitHandler
{
    /// <summary>The network address of the browser. The document sets it when the page opens, because a circuit has no request.</summary>
    public string? Address { get; set; }

    public DateTimeOffset LastActivity { get; private set; } = time.GetUtcNow();

    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(
        Func<CircuitInboundActivityContext, Task> next
    ) =>
        context =>
        {
            LastActivity = time.GetUtcNow();
            return next(context);
        };
}
