namespace Proctoring.Web.Requests;

/// <summary>Reads the bodies of requests that send a picture or sound.</summary>
internal static class BoundedBody
{
    /// <summary>Reads the body.</summary>
    /// <param name="context">The request.</param>
    /// <param name="mostBytes">The largest body that is read.</param>
    /// <returns>The bytes; null if there are more.</returns>
    public static async Task<byte[]?> ReadAsync(HttpContext context, int mostBytes)
    {
        if (context.Request.ContentLength > mostBytes)
            return null;
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            if (body.Length + read > mostBytes)
                return null;
            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }
}
