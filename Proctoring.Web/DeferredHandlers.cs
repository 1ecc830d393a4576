namespace Proctoring.Web;

/// <summary>Maps handlers whose binding of parameters is compiled at their first call. Compiling all of them at each start took a third of
/// its processor time.</summary>
internal static class DeferredHandlers
{
    static readonly string[] Get = [HttpMethods.Get];

    static readonly string[] Post = [HttpMethods.Post];

    public static RouteHandlerBuilder MapDeferredGet(this IEndpointRouteBuilder routes, string pattern, Delegate handler) =>
        routes.MapDeferred(pattern, Get, handler);

    public static RouteHandlerBuilder MapDeferredPost(this IEndpointRouteBuilder routes, string pattern, Delegate handler) =>
        routes.MapDeferred(pattern, Post, handler);

    /// <summary>Maps a handler as <c>MapMethods</c> does. Parameters that cannot be bound still fail at the start.</summary>
    public static RouteHandlerBuilder MapDeferred(
        this IEndpointRouteBuilder routes,
        string pattern,
        IEnumerable<string> methods,
        Delegate handler
    ) => RouteHandlerServices.Map(routes, pattern, handler, methods, RequestDelegateFactory.InferMetadata, Defer);

    static RequestDelegateResult Defer(Delegate handler, RequestDelegateFactoryOptions options, RequestDelegateMetadataResult? metadata)
    {
        var compiled = new Lazy<RequestDelegate>(() => RequestDelegateFactory.Create(handler, options, metadata).RequestDelegate);
        return new RequestDelegateResult(context => compiled.Value(context), metadata?.EndpointMetadata ?? []);
    }
}
