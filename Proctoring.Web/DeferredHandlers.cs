namespace Proctoring.Web;

/// <summary>Maps handlers that are compiled at their first call. <c>MapGet</c> and its like compile each handler and its filters at the
/// start of the server, which for the API's hundred endpoints took longer than the rest of the start. A handler with parameters that cannot
/// be bound still stops the start.</summary>
internal static class DeferredHandlers
{
    static readonly string[] Get = [HttpMethods.Get];
    static readonly string[] Post = [HttpMethods.Post];

    public static RouteHandlerBuilder MapDeferredGet(this IEndpointRouteBuilder routes, string pattern, Delegate handler) =>
        routes.MapDeferred(pattern, Get, handler);

    public static RouteHandlerBuilder MapDeferredPost(this IEndpointRouteBuilder routes, string pattern, Delegate handler) =>
        routes.MapDeferred(pattern, Post, handler);

    public static RouteHandlerBuilder MapDeferred(
        this IEndpointRouteBuilder routes,
        string pattern,
        IEnumerable<string> methods,
        Delegate handler
    ) => RouteHandlerServices.Map(routes, pattern, handler, methods, RequestDelegateFactory.InferMetadata, Defer);

    static RequestDelegateResult Defer(Delegate handler, RequestDelegateFactoryOptions options, RequestDelegateMetadataResult? metadata)
    {
        var compiled = new Lazy<RequestDelegate>(() => RequestDelegateFactory.Create(handler, options, metadata).RequestDelegate);
        return new RequestDelegateResult(context => compiled.Value(context), [.. options.EndpointBuilder!.Metadata]);
    }
}
