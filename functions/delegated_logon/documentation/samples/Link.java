import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

public class Link {
    static String logonLink(String secret, String address, String userType, String userId) throws Exception {
        var parameters = new TreeMap<String, String>(Map.of(
            "usertype", userType,
            "userid", userId,
            "timestamp", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
            "nonce", UUID.randomUUID().toString()));
        var message = parameters.entrySet().stream()
            .map(each -> each.getKey() + each.getValue()).collect(Collectors.joining());
        var mac = Mac.getInstance("HmacSHA512");
        mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA512"));
        parameters.put("token", HexFormat.of().formatHex(mac.doFinal(message.getBytes(UTF_8))));
        return address + "?" + parameters.entrySet().stream()
            .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), UTF_8).replace("+", "%20"))
            .collect(Collectors.joining("&"));
    }

    public static void main(String[] given) throws Exception {
        System.out.println(logonLink(given[0], given[1], given[2], given[3]));
    }
}
